// The class desk: starts a class; who is where, live; pauses, opens, ends, deletes.

import { ask, listen } from "./asking.js";
import { begin as spreads } from "./desk_spreads.js";
import { begin as joining } from "./desk_joining.js";
import { begin as sharing } from "./desk_sharing.js";
import { begin as timer } from "./desk_timer.js";
import { begin as questions, sure } from "./desk_questions.js";
import { begin as support } from "./desk_support.js";
import { h, say } from "./common.js";
import { begin as charts } from "./desk_charts.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const told = document.querySelector("[data-sc-told]");
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const act = (name, run) => find(`do="${name}"`)?.addEventListener("click", run);
const STRANGER = 3000;
let state = { open: [] };
const listeners = [];
const forTag = support(page, (path, body) => done(path, "POST", body));

/** Ask; say what was refused. Return whether it was done. */
async function done(path, method, body, query) {
  const reply = await ask(page, path, { method, body, query });
  told.textContent = reply.status === 200 ? "" : reply.error || page.words.gone;
  return reply.status === 200 ? reply : null;
}

function start() {
  const form = find("start");
  if (!form) return;
  form.querySelector("button").disabled = false; // pressed before this, it would send the form itself
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await done("classes", "POST", { lesson: event.target.elements.lesson.value });
    if (reply) window.location.assign(`${page.desk}${page.desk.includes("?") ? "&" : "?"}class=${reply.code}`);
  });
}

function lead() {
  const path = `classes/${page.class.code}`;
  let asking = 0;
  const change = async (patch) => {
    asking += 1;
    const reply = await done(`${path}/state`, "POST", patch);
    asking -= 1;
    // What was pressed since stands until it is answered itself.
    if (reply) state = { ...state, ...reply, ...(asking ? { open: state.open, paused: state.paused } : {}) };
    paint();
    return reply;
  };
  const end = async () => {
    const said = await sure("end", state.unread);
    if (said !== "no" && await change({ ended: true, unread: said === "unread" })) window.location.reload();
  };
  const remove = async () => {
    const said = await sure("delete", state.unread);
    if (said === "no") return;
    page.leaving = true;
    page.leaving = Boolean(await done(path, "DELETE", undefined, said === "unread" ? { unread: "yes" } : {}));
    if (page.leaving) window.location.assign(page.desk);
  };
  act("pause", () => change({ paused: !state.paused }));
  act("open-all", () => change({ open: page.parts }));
  act("close-all", () => change({ open: [] }));
  act("forgive", () => done("slowed", "DELETE"));
  act("end", end);
  act("delete", remove);
  for (const box of document.querySelectorAll("[data-sc-open]")) {
    box.addEventListener("change", () => {
      const others = state.open.filter((part) => part !== box.dataset.scOpen);
      state = { ...state, open: box.checked ? [...others, box.dataset.scOpen] : others };
      change({ open: state.open });
    });
  }
  let there = true;
  let known = true;
  const line = listen(page, {
    hear(news) {
      // A pack that was started again has a new key: until this browser has it, we are told less.
      const knew = known;
      known = Boolean(news.pupils);
      if (knew !== known) told.textContent = known ? page.words.back : page.words.again;
      if (!known) { setTimeout(line.again, STRANGER); return; }
      // News that left before what was just pressed arrived would switch it back for a moment.
      state = asking ? { ...news, open: state.open, paused: state.paused } : news;
      grid(news.pupils, news.help);
      waiting(news.help);
      paint();
      for (const each of listeners) each(news);
      if (news.ended) line.stop();
    },
    line(now) {
      if (now === there) return;
      there = now;
      told.textContent = !now ? page.words.gone : known ? page.words.back : page.words.again;
    },
  });
}

/** Show the state in the buttons and switches. */
function paint() {
  for (const box of document.querySelectorAll("[data-sc-open]")) box.checked = state.open.includes(box.dataset.scOpen);
  const pause = find('do="pause"');
  if (!pause) return;
  pause.textContent = state.paused ? page.words.goOn : page.words.pause;
  pause.dataset.scOn = Number(Boolean(state.paused));
  if (state.joined !== undefined) {
    if (find("joined").textContent !== state.said) find("joined").textContent = state.said;
    find("slowed").hidden = !state.slowed;
  }
}

/** Show who would like help, the longest waiting first, each with a button for when it was given. */
function waiting(help) {
  const list = find("help");
  const words = help.length ? say(page.words.waiting, { number: help.length }) : "";
  if (find("waiting").textContent !== words) find("waiting").textContent = words;
  const items = new Map([...list.children].map((item) => [item.dataset.scTag, item]));
  const focused = list.contains(document.activeElement);
  for (const [tag, item] of items) if (!help.includes(tag)) item.remove();
  for (const tag of help) {
    if (items.has(tag)) continue;
    const id = `sc-help-${tag.replace(/\s+/g, "-")}`;
    list.append(h("li", { data: { scTag: tag } }, h("span", { id }, tag), h("button", {
      type: "button", class: "quiet", id: `${id}-there`, "aria-labelledby": `${id}-there ${id}`,
      onclick: () => done(`classes/${page.class.code}/help`, "POST", { tag }),
    }, page.words.helped)));
  }
  list.hidden = !help.length;
  // The button that was pressed is gone: the keyboard goes on at the next one, or at the grid.
  if (focused && !list.contains(document.activeElement)) (list.querySelector("button") || document.querySelector(".sc-scroll")).focus();
}

/** Show tags by parts. A cell that did not change is left as it is, so that a reader keeps its place. */
function grid(pupils, help) {
  const body = find("grid");
  find("nobody").hidden = pupils.length > 0;
  for (const [at, { tag, parts, support: forms }] of pupils.entries()) {
    const row = body.rows[at] || body.appendChild(h("tr", {}, h("th", { scope: "row" }, h("span"), h("small", { hidden: true }, page.words.help), forTag.button()), page.parts.map(() => h("td", {}))));
    const [name, wants] = row.cells[0].children;
    if (name.textContent !== tag) name.textContent = tag;
    forTag.show(row, tag, forms);
    wants.hidden = !help.includes(tag);
    for (const [index, part] of page.parts.entries()) {
      const cell = row.cells[index + 1];
      const now = parts[part] || "before";
      if (cell.dataset.now === now) continue;
      cell.dataset.now = now;
      cell.textContent = page.words[now];
    }
  }
  while (body.rows.length > pupils.length) body.lastElementChild.remove();
}

start();
if (page.class) {
  const tools = { done, find, act, on: (listener) => listeners.push(listener) };
  spreads(page, tools);
  if (find("sharing")) { sharing(page, tools); timer(page, tools); }
  joining(page, tools);
  questions(page, tools);
  charts(page, tools);
  lead();
}
