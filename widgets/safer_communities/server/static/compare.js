// Alone beside table, for the desk and the projector: real tables, in the form of a class's spread.

import { h } from "./common.js";
import { table } from "./spread.js";

/** Return what is shown of one part: people alone, tables together, how sure, who moved, by kind. */
export function comparison(part, said) {
  const one = (caption, spread, answered) => h("div", { class: "sc-scroll" }, table({ ...spread, caption }, { ...said, answered }));
  const none = { shown: "", least: 0 };
  const sure = { answered: none, ...part.confidence };
  return h("div", { class: "comparison", data: { scCompared: part.part } },
    h("div", { class: "beside-each-other" },
      one(said.alone, part.alone, said.people),
      one(said.joint, part.joint, said.tables)),
    h("details", {}, h("summary", {}, said.confidence), one(said.confidence, sure, "")),
    part.moved.rows.length ? h("details", {}, h("summary", {}, said.moved), one(said.moved, { answered: none, ...part.moved }, "")) : null,
    part.agencies.length ? h("details", {}, h("summary", {}, said.agencies), h("p", {}, said.onlyRoom),
      part.agencies.map((each) => one(each.words, each, said.people))) : null);
}

