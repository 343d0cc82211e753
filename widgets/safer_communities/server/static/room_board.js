// The projector's page of an assembly: how to join, and what the facilitator shows. No staff session.

import { ask, listen } from "./asking.js";
import { comparison } from "./compare.js";
import { h } from "./common.js";
import { words } from "./spread.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const said = words();
const PAUSE = 1500;
let state = {};
let drawn = "[]";
let due = 0;

/** What the room reads and talks about. */
const list = (lines) => lines.length ? h("ul", { class: "sc-points" }, lines.map((each) => h("li", {}, each))) : null;
const talk = ({ ask: said, points, discuss }) => h("div", {}, said ? h("p", {}, said) : null, list(points), list(discuss));

async function look() {
  due = 0;
  const reply = state.shown?.length ? await ask(page, `assemblies/${page.class.code}/shown`) : { status: 200, parts: [] };
  if (reply.status !== 200 || JSON.stringify(reply.parts) === drawn) return;
  drawn = JSON.stringify(reply.parts);
  find("shown").replaceChildren(...reply.parts.map((part) => h("section", { class: "card" }, h("h2", {}, part.title), part.talk ? talk(part.talk) : comparison(part, said))));
}

function tell(there) {
  find("told").textContent = !there ? page.words.gone : state.ended ? page.words.over : state.paused ? page.words.paused : "";
}

const line = listen(page, {
  of: "assemblies",
  as: "board",
  hear(news) {
    state = news;
    if (find("joined").textContent !== news.said) find("joined").textContent = news.said;
    tell(true);
    due ||= setTimeout(look, PAUSE);
    if (news.ended) line.stop();
  },
  line: tell,
});
