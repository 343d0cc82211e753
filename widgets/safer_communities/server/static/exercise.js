// An exercise of the assembly: under each part its step, and what the room does, or somebody alone.

import { h } from "./common.js";

export function frame(page) {
  const board = page.view === "board";
  for (const part of page.parts) {
    const section = document.querySelector(`[data-sc-section="${part.id}"]`);
    const heading = section?.querySelector("h2");
    if (!heading) continue;
    const step = h("p", { class: "part-step" }, h("strong", {}, part.step), board ? "" : ` · ${part.minutes}`);
    // On the board stands what the room does; by oneself one reads both.
    const how = (board ? part.how.slice(0, 1) : part.how)
      .map(([who, words]) => h("p", {}, board ? "" : h("strong", {}, who), " ", words));
    heading.after(step, h("div", { class: "part-how" }, how));
    if (!board && part.discuss.length) {
      const talk = h("div", { class: "part-talk" }, h("h3", {}, page.words.talk), h("ul", {}, part.discuss.map((line) => h("li", {}, line))));
      section.append(talk);
    }
  }
}
