// A seat's screen: the exercise that is on, its open rounds, the table's answer as everybody sees it.

import { ask, listen, pauseAfter } from "./asking.js";
import { Card } from "./seat_card.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const { words } = page;
const told = find("told");
const NAME = `safer:seat:${page.class.code}`;
const room = {
  exercise: { exercise: "", parts: [] },
  state: { exercise: "", open: {}, frozen: [], shown: [], joint: {} },
  mine: {},
  cards: new Map(),
  kept: { drafts: {}, sending: {} },
  keep,
  post,
};
let there = true;
let line = null;
let turn = Promise.resolve();

try { room.kept = JSON.parse(sessionStorage.getItem(NAME) || "null") || room.kept; } catch { /* it stays in memory */ }
function keep() {
  try { sessionStorage.setItem(NAME, JSON.stringify(room.kept)); } catch { /* it stays in memory */ }
}
const text = (element, said) => { if (element.textContent !== said) element.textContent = said; };

/** Send what waits under `key`; where it does not arrive it is sent again, as the same answer. */
async function post(key, tries = 0) {
  const sent = room.kept.sending[key];
  if (!sent) return;
  const reply = await ask(page, "answers", { method: "POST", body: sent });
  if (room.kept.sending[key] !== sent) return; // something newer of this part is on its way
  const card = sent.exercise === room.exercise.exercise ? room.cards.get(sent.part) : null;
  if (reply.saved || [400, 401, 409, 410, 413, 429].includes(reply.status)) {
    delete room.kept.sending[key];
    keep();
    if (reply.saved && sent.round === "alone") room.mine[sent.part] = { value: sent.value, confidence: sent.confidence };
    if (card && card.key === key) card.arrived(reply);
    if (reply.saved || reply.status === 401) tell();
    return;
  }
  if (reply.status === 403) await ask(page, "me"); // the token is lost: it comes back with the answer
  if (card && card.key === key) { card.model?.set("saved", "waiting"); card.told.textContent = words.again; }
  setTimeout(() => post(key, tries + 1), pauseAfter(tries));
}

function tell() {
  text(told, room.state.moved ? words.moved : room.state.ended ? words.over : there ? (told.textContent === words.gone ? words.back : "") : words.gone);
  const over = find("eyes-up");
  const pause = Boolean(room.state.paused && !room.state.ended);
  if (over.hidden === pause) {
    over.hidden = !pause;
    for (const each of document.querySelectorAll("header.top, footer.bottom, .seat main > :not(.eyes-up)")) each.inert = pause;
    if (pause) document.getElementById("eyes-up").focus();
  }
}

/** Build the exercise that is on; it is fetched when it changes. */
async function build() {
  if (room.state.exercise === room.exercise.exercise) return;
  const [whole, me] = room.state.exercise
    ? await Promise.all([ask(page, `assemblies/${page.class.code}/exercise`), ask(page, "me")])
    : [{ status: 200, exercise: "", parts: [] }, { status: 200, answers: {}, joint: {} }];
  if (whole.status !== 200 || me.status !== 200) { setTimeout(soon, pauseAfter(1)); return; }
  const first = room.exercise.exercise === "";
  room.exercise = whole;
  room.mine = me.answers;
  room.cards = new Map(whole.parts.map((part) => [part.id, new Card(part, room)]));
  find("parts").replaceChildren(...[...room.cards.values()].map((card) => card.element));
  const resident = find("resident");
  resident.hidden = !whole.resident;
  if (whole.resident) {
    find("resident-words").textContent = whole.resident.words;
    find("resident-who").textContent = whole.resident.who;
  }
  if (!first && whole.title) find("title").focus();
}

async function show() {
  await build();
  find("title").textContent = room.exercise.title || room.state.talk || words.welcome;
  find("lead").hidden = Boolean(room.exercise.title);
  text(find("lead"), room.state.talk ? words.talk : words.wait);
  const open = new Set([...room.cards.values()].filter((card) => card.isOpen).map((card) => card.part.id));
  for (const card of room.cards.values()) await card.show();
  tell();
  const opened = [...room.cards.values()].find((card) => card.isOpen && !open.has(card.part.id));
  // What has just opened comes into view, unless somebody is at work in another part.
  if (opened && !document.activeElement?.closest("[data-sc-part]")) opened.element.scrollIntoView();
  document.body.dataset.scReady = "1";
}
const soon = () => { turn = turn.then(show, show); };

line = listen(page, {
  of: "assemblies",
  as: "seat",
  hear(news) {
    room.state = { frozen: [], shown: [], joint: {}, ...news };
    if (room.state.moved || room.state.ended) {
      line.stop();
      room.kept = { drafts: {}, sending: {} };
      try { sessionStorage.removeItem(NAME); } catch { /* nothing was kept */ }
    }
    soon();
  },
  line(now) {
    if (now === there) return;
    there = now;
    tell();
    if (now) for (const key of Object.keys(room.kept.sending)) post(key);
  },
});
for (const key of Object.keys(room.kept.sending)) post(key);
if (window.location.hash === "#joined") window.history.replaceState(null, "", window.location.pathname + window.location.search);
