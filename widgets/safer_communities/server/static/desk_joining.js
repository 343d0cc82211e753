// Beside each tag at the desk: that it is a pair, and the card by which it moves to another device.

import { h, say } from "./common.js";

export function begin(page, tools) {
  const words = JSON.parse(document.getElementById("sc-joining-words").textContent);

  const card = async (tag) => {
    const reply = await tools.done(`classes/${page.class.code}/cards`, "POST", { tag });
    if (reply) window.location.assign(words.page.replace("NUMBER", reply.card));
  };

  tools.on((news) => {
    for (const [at, { tag, pair }] of news.pupils.entries()) {
      const head = tools.find("grid").rows[at].cells[0];
      if (head.querySelector(".beside-tag")) continue;
      head.append(h("span", { class: "beside-tag" },
        pair && h("span", { class: "mark" }, words.pair), " ",
        !news.ended && h("button", { type: "button", class: "quiet", "aria-label": say(words.cardFor, { tag }), onclick: () => card(tag) }, words.card)));
    }
    if (!news.ended) return;
    for (const each of document.querySelectorAll(".beside-tag button")) each.remove();
  });
}
