// The facilitator's desk: starts an assembly; leads its agenda, its rounds and its tables, live.

import { ask, listen } from "./asking.js";
import { h, say } from "./common.js";
import { asked } from "./keeping.js";
import { begin as agenda } from "./facilitator_agenda.js";
import { begin as compare } from "./facilitator_compare.js";
import { begin as sharing } from "./desk_sharing.js";
import { begin as scribe } from "./facilitator_scribe.js";
import { begin as texts } from "./facilitator_texts.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const told = document.querySelector("[data-sc-told]");
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const act = (name, run) => find(`do="${name}"`)?.addEventListener("click", run);
const { words } = page;
const STRANGER = 3000;
const listeners = [];
let state = { open: {}, frozen: [], shown: [], agenda: [], tables: [] };

/** Ask; say what was refused. Return the reply where it was done, else null. */
async function done(path, method, body, query) {
  const reply = await ask(page, path, { method, body, query });
  told.textContent = reply.status === 200 ? "" : reply.error || words.gone;
  return reply.status === 200 ? reply : null;
}

function start() {
  const form = find("start");
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = [...form.querySelectorAll("[name=exercise]:checked")].map((box, at) => ({ id: `item-${at + 1}`, exercise: box.value }));
    const place = { name: form.elements.place.value, district: form.elements.district.value };
    const reply = await done("assemblies", "POST", { agenda: chosen, place });
    if (reply) window.location.assign(`${page.desk}${page.desk.includes("?") ? "&" : "?"}assembly=${reply.code}`);
  });
}

/** Ask whether to end or delete, where texts are unread too. Resolve to "no", "yes" or "unread". */
async function sure(name) {
  const dialog = document.getElementById(`sc-${name}`);
  for (const each of dialog.querySelectorAll("[data-sc-when]")) each.hidden = (each.dataset.scWhen === "unread") !== state.unread > 0;
  const answer = await asked(dialog, "no");
  if (answer !== "read") return answer;
  document.getElementById("texts-title").focus();
  return "no";
}

function lead() {
  const path = `assemblies/${page.class.code}`;
  let asking = 0;
  const change = async (patch) => {
    const { agenda: _, ...now } = patch; // the agenda comes back with its titles
    state = { ...state, ...now };
    asking += 1;
    const reply = await done(`${path}/state`, "POST", patch);
    asking -= 1;
    if (reply && !asking) state = { ...state, ...reply };
    paint();
    return reply;
  };
  const tools = { done, find, act, change, path, on: (listener) => listeners.push(listener), state: () => state };
  if (!page.over) {
    agenda(page, tools);
    rounds(change);
    scribe(page, tools);
    sharing(page, tools);
  }
  compare(page, tools);
  texts(page, tools);
  act("pause", () => change({ paused: !state.paused }));
  act("forgive", () => done("slowed", "DELETE"));
  act("end", async () => {
    const said = await sure("end");
    if (said !== "no" && await done(`${path}/state`, "POST", { ended: true, unread: said === "unread" })) window.location.reload();
  });
  act("delete", async () => {
    const said = await sure("delete");
    if (said === "no") return;
    page.leaving = true;
    page.leaving = Boolean(await done(path, "DELETE", undefined, said === "unread" ? { unread: "yes" } : {}));
    if (page.leaving) window.location.assign(page.desk);
  });
  let there = true;
  let known = true;
  const line = listen(page, {
    of: "assemblies",
    hear(news) {
      // A pack that was started again has a new key: until this browser has it, we are told less.
      const knew = known;
      known = Boolean(news.tables);
      if (knew !== known) told.textContent = known ? words.back : words.again;
      if (!known) { setTimeout(line.again, STRANGER); return; }
      // News that left before what was just pressed arrived would switch it back for a moment.
      if (!asking) state = news; else state = { ...news, on: state.on, open: state.open, frozen: state.frozen, paused: state.paused, shown: state.shown };
      paint();
      for (const each of listeners) each(state);
      document.body.dataset.scReady = "1";
      if (news.ended) line.stop();
    },
    line(now) {
      if (now === there) return;
      there = now;
      told.textContent = !now ? words.gone : known ? words.back : words.again;
    },
  });
}

const set = (element, said) => { if (element && element.textContent !== said) element.textContent = said; };

/** Show the state in words, buttons and tables; what did not change is left as it is. */
function paint() {
  const pause = find('do="pause"');
  if (pause) { set(pause, state.paused ? words.goOn : words.pause); pause.dataset.scOn = Number(Boolean(state.paused)); }
  set(find("joined"), state.said || "");
  if (find("slowed")) find("slowed").hidden = !state.slowed;
  const unread = find("unread");
  const said = state.unread ? say(words.unread, { number: state.unread }) : "";
  if (unread.textContent !== said) unread.replaceChildren(...(said ? [h("a", { href: "#texts-title" }, said)] : []));
  parts();
  tables();
}

let drawn = null;

/** Which round each part of the exercise is in, and whether it is frozen. */
function rounds(change) {
  const all = (round) => () => {
    const open = Object.fromEntries((page.parts[state.exercise] || []).filter((part) => part.rounds.includes(round)).map((part) => [part.id, round]));
    change({ open });
  };
  act("all-alone", all("alone"));
  act("all-table", all("table"));
  act("close-all", () => change({ open: {} }));
  parts.press = (part, round) => {
    const { [part]: _, ...others } = state.open;
    change({ open: round ? { ...others, [part]: round } : others });
  };
  parts.show = (part) => change({ shown: state.shown.includes(part) ? state.shown.filter((each) => each !== part) : [...state.shown, part] });
  parts.freeze = (part) => change({ frozen: state.frozen.includes(part) ? state.frozen.filter((each) => each !== part) : [...state.frozen, part] });
}

function parts() {
  const host = find("rounds");
  if (!host) return;
  find("no-exercise").hidden = Boolean(state.exercise);
  find("all-rounds").hidden = !state.exercise;
  if (drawn !== state.exercise) {
    drawn = state.exercise;
    host.replaceChildren(...(page.parts[state.exercise] || []).map((part) => {
      const button = (round, said) => h("button", { type: "button", class: "quiet", data: { scRoundOf: part.id, round }, onclick: () => parts.press(part.id, round) }, said);
      return h("div", { class: "part-rounds", role: "group", "aria-labelledby": `rounds-${part.id}` },
        h("h3", { id: `rounds-${part.id}` }, part.title, " ", h("span", { class: "mark", data: { scFrozenMark: part.id }, hidden: true }, words.isFrozen)),
        part.rounds.length ? null : h("div", { class: "sc-bar" }, h("span", {}, words.onlyTalk),
          part.sensitive ? null : h("button", { type: "button", class: "quiet", data: { scShowTalk: part.id }, onclick: () => parts.show(part.id) }, words.show)),
        !part.rounds.length ? null : h("div", { class: "sc-bar" }, button("", words.close), part.rounds.map((round) => button(round, words[round])),
          h("button", { type: "button", class: "quiet", data: { scFreeze: part.id }, onclick: () => parts.freeze(part.id) }, words.freeze)));
    }));
  }
  for (const button of host.querySelectorAll("[data-sc-round-of]")) {
    const on = String((state.open[button.dataset.scRoundOf] || "") === button.dataset.round);
    if (button.getAttribute("aria-pressed") !== on) button.setAttribute("aria-pressed", on);
  }
  for (const button of host.querySelectorAll("[data-sc-show-talk]")) set(button, state.shown.includes(button.dataset.scShowTalk) ? words.stop : words.show);
  for (const button of host.querySelectorAll("[data-sc-freeze]")) {
    const frozen = state.frozen.includes(button.dataset.scFreeze);
    set(button, frozen ? words.thaw : words.freeze);
    host.querySelector(`[data-sc-frozen-mark="${button.dataset.scFreeze}"]`).hidden = !frozen;
  }
}

const kept = new Map();

/** Every table: who has joined, who has answered alone, whether the joint answer is there. */
function tables() {
  const host = find("tables");
  find("nobody").hidden = state.tables.length > 0;
  const shown = new Set(state.tables.map((each) => each.table));
  for (const [table, { item }] of kept) if (!shown.has(table)) { item.remove(); kept.delete(table); }
  for (const each of state.tables) {
    const now = JSON.stringify([each, state.exercise, state.open]);
    const before = kept.get(each.table);
    if (before?.now === now) continue;
    const item = before?.item || h("li", { data: { scTable: each.table } });
    const titles = page.parts[state.exercise] || [];
    item.replaceChildren(
      h("h3", {}, say(words.tableNo, { n: each.table })), h("p", {}, say(words.seats, { n: each.seats })),
      h("dl", {}, titles.filter((part) => part.rounds.length).map((part) => {
        const { alone, joint, counted } = each.parts[part.id] || { alone: 0, joint: false, counted: [] };
        const said = [
          part.rounds.includes("alone") && h("dd", { data: { now: alone && alone === each.seats ? "all" : "some" } }, counted.includes("alone") ? words.keyed : say(words.aloneOf, { n: alone, of: each.seats })),
          part.rounds.includes("table") && h("dd", { data: { now: joint ? "joint" : "none" } }, counted.includes("table") ? words.keyed : joint ? words.joint : words.noJoint),
        ];
        return h("div", {}, h("dt", {}, part.title), said);
      })));
    if (!before) {
      const after = [...host.children].find((other) => Number(other.dataset.scTable) > each.table);
      host.insertBefore(item, after || null);
    }
    kept.set(each.table, { item, now });
  }
}

if (page.class) lead();
else start();
