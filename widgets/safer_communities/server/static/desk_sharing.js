// Whether another device has come in, asked every few seconds until it has; which address is told.

import { ask } from "./asking.js";

const LOOK_AGAIN = 3000;

export function begin(page, tools) {
  const words = JSON.parse(document.getElementById("sc-sharing-words").textContent);
  const reached = tools.find("reached");

  async function look() {
    const reply = document.hidden ? {} : await ask(page, "share");
    if (reply.reached) { reached.textContent = words.yes; return; }
    setTimeout(look, LOOK_AGAIN);
  }

  for (const each of document.querySelectorAll("[name=share-address]")) {
    each.addEventListener("change", async () => {
      if (await tools.done("share", "POST", { address: each.value })) window.location.reload();
    });
  }
  if (reached && reached.textContent !== words.yes) look();
}
