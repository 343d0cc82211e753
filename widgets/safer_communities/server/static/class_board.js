// The projector's page of a class: how many have joined. It holds no staff session.

import { listen } from "./asking.js";
import { h } from "./common.js";
import { showing } from "./spread.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const joined = document.querySelector("[data-sc-joined]");
const told = document.querySelector("[data-sc-told]");
let state = {};
const shown = showing(page, (spread) => {
  const section = h("section", { class: "card", "aria-label": spread.title, data: { scRevealedPart: spread.part } });
  document.querySelector("[data-sc-revealed]").append(section);
  requestAnimationFrame(() => section.scrollIntoView()); // nobody scrolls the projector
  return section;
});

function tell(there) {
  told.textContent = !there ? page.words.gone : state.ended ? page.words.over : state.paused ? page.words.paused : "";
}

const line = listen(page, {
  as: "board",
  hear(news) {
    state = news;
    if (joined.textContent !== news.said) joined.textContent = news.said;
    tell(true);
    shown.look(news);
    if (news.ended) line.stop();
  },
  line: tell,
});
