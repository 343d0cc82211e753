// A seat's screen: the exercise that is on, its open rounds, the table's answer as everybody sees it.

import { empty, fresh, same } from "./answering.js";
import { ask, listen, pauseAfter } from "./asking.js";
import { h } from "./common.js";
import { Model } from "./model.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const { words } = page;
const told = find("told");
const NAME = `safer:seat:${page.class.code}`;
let exercise = { exercise: "", parts: [] };
let state = { exercise: "", open: {}, frozen: [], shown: [], joint: {} };
let mine = {};
let there = true;
let cards = new Map();
let kept = { drafts: {}, sending: {} };
let line = null;
let turn = Promise.resolve();

try { kept = JSON.parse(sessionStorage.getItem(NAME) || "null") || kept; } catch { /* it stays in memory */ }
const keep = () => { try { sessionStorage.setItem(NAME, JSON.stringify(kept)); } catch { /* it stays in memory */ } };
const text = (element, said) => { if (element.textContent !== said) element.textContent = said; };
const bare = ({ checked, ...value }) => value;
const roundOf = (part) => (state.frozen.includes(part.id) || state.ended ? null : state.open[part.id] || null);

/** One part on the screen: its activity is made anew whenever its round changes. */
class Card {
  constructor(part) {
    this.part = part;
    this.now = h("p", { class: "round", role: "status" });
    this.told = h("p", { class: "sc-notice", role: "status" });
    this.place = h("div", {});
    this.element = h("section", { class: "card", data: { scPart: part.id }, "aria-labelledby": `title-${part.id}` },
      h("h2", { id: `title-${part.id}` }, part.title), this.now, this.place, this.told);
    this.shown = "";
    this.model = null;
  }

  get isOpen() { return ["alone", "table"].includes(this.element.dataset.scRound); }

  get key() { return `${exercise.exercise}.${this.part.id}.${this.round}`; }

  /** What was answered last in a round, as the server has it. */
  known(round) { return round === "table" ? state.joint?.[this.part.id]?.value : mine[this.part.id]?.value; }

  /** Show the part as the room's state has it. */
  async show() {
    const { part } = this;
    const round = roundOf(part);
    const frozen = state.frozen.includes(part.id);
    const last = round ? null : ["table", "alone"].find((each) => part.rounds.includes(each) && this.known(each));
    // What fits is told once the facilitator shows the part to the room: the tables talk first.
    const fits = [...cards.values()].some((card) => state.shown.includes(card.part.id) && [card.part.id, card.part.same_as].includes(part.id));
    const now = `${round}/${frozen}/${round ? "" : JSON.stringify([fits, last && this.known(last)])}`;
    text(this.now, !part.rounds.length ? "" : round === "alone" ? words.aloneRound : round === "table" ? words.tableRound
      : frozen ? words.frozen : last ? words.was : words.closed);
    this.element.dataset.scRound = round || (frozen ? "frozen" : "closed");
    if (!part.rounds.length || !part.spec) {
      if (!this.shown) this.place.replaceChildren(h("p", {}, part.ask || part.spec?.ask || ""), h("ul", { class: "sc-points" }, (part.points || part.spec?.points || []).map((each) => h("li", {}, each))));
      this.shown = now;
      return;
    }
    if (now !== this.shown) {
      this.shown = now;
      this.round = round || last;
      this.told.textContent = "";
      if (round || last) await this.build(Boolean(round), fits); else { this.place.replaceChildren(); this.model = null; }
    } else if (round === "table") this.follow();
  }

  async build(open, fits) {
    const { part, round } = this;
    const known = this.known(round);
    this.seq = state.joint?.[part.id]?.seq || 0;
    this.joint = state.joint?.[part.id]?.value;
    const own = open ? kept.drafts[this.key] : null;
    const draft = round === "table" && this.seq > (own?.seq || 0) ? null : own; // the table has answered since
    const value = draft ? draft.value : known ? { ...known, checked: true } : {};
    const module = await import(`${page.static}${part.kind}/${part.kind}.js`);
    const said = { ...part.words, done: round === "table" ? words.sendTable : words.sendAlone, finish: round === "table" ? words.sendTable : words.sendAlone, again: words.change, handed: part.free ? words.textSent : round === "table" ? words.sentTable : words.sentAlone, thanks: part.free ? words.textSent : round === "table" ? words.sentTable : words.sentAlone, locked: "" };
    const model = new Model({ spec: part.spec, words: open ? said : { ...part.words, locked: "" }, check: open || !fits, value, locked: !open, saved: "" });
    this.model = model;
    const host = h("div", { class: "sc-host" });
    this.place.replaceChildren(...(open ? [] : [h("p", {}, h("strong", {}, round === "table" ? words.ours : words.yours))]), host);
    module.default.render({ model, el: host });
    if (!open) return;
    model.on("save", () => this.save());
    if (round === "alone" && !part.free) this.askHowSure(host);
  }

  askHowSure(host) {
    const chosen = kept.drafts[this.key]?.confidence || mine[this.part.id]?.confidence;
    this.confidence = chosen || null;
    const name = `sure-${this.part.id}`;
    this.sure = h("fieldset", { class: "how-sure" }, h("legend", {}, words.sure), h("div", { class: "steps" }, words.sureSteps.map((said, at) =>
      h("label", {}, h("input", { type: "radio", name, value: at + 1, checked: chosen === at + 1, onchange: () => this.say(at + 1) }), h("span", {}, said)))));
    host.querySelector(".sc-bar").before(this.sure);
  }

  say(confidence) {
    this.confidence = confidence;
    this.told.textContent = "";
    this.draft();
    if (this.model.get("value").checked) this.send(); // what was sent is sent anew
  }

  draft() {
    kept.drafts[this.key] = { value: this.model.get("value"), confidence: this.confidence, seq: this.seq };
    keep();
  }

  save() {
    const value = this.model.get("value");
    if (value.checked && this.round === "alone" && !this.part.free && !this.confidence) {
      this.model.set("value", bare(value));
      this.draft();
      this.told.textContent = words.saySure;
      this.sure.querySelector("input").focus();
      return;
    }
    this.draft();
    if (value.checked) this.send();
  }

  /** Send what is on the screen; it counts as sent only once the server says so. */
  send() {
    const { key, round, part } = this;
    const value = bare(this.model.get("value"));
    const confidence = round === "alone" && this.confidence ? { confidence: this.confidence } : {};
    kept.sending[key] = { answer_id: fresh(), exercise: exercise.exercise, part: part.id, round, value, ...confidence };
    keep();
    this.model.set("saved", "saving");
    post(key);
  }

  /** Say what has become of what was sent. */
  arrived(reply) {
    if (!this.model) return;
    if (reply.saved) {
      this.seq = reply.seq;
      if (this.round === "table") this.joint = bare(this.model.get("value"));
      this.told.textContent = "";
      this.model.set("saved", "saved");
      this.draft();
    } else {
      this.model.set("saved", "");
      this.model.set("value", bare(this.model.get("value")));
      this.told.textContent = reply.error || words.again;
    }
  }

  /** Somebody at this table has sent the table's answer: show it here, unless this is who sent it. */
  follow() {
    const joint = state.joint?.[this.part.id];
    if (!joint || !this.model || joint.seq <= (this.seq || 0) || kept.sending[this.key]) return;
    const here = this.model.get("value");
    const before = this.joint;
    const take = () => {
      this.seq = joint.seq;
      this.joint = joint.value;
      this.told.textContent = same(bare(here), joint.value) ? "" : words.other;
      this.model.set("value", { ...joint.value, checked: true });
      this.model.set("saved", "saved");
      this.draft();
    };
    // What is being worked on here is not taken away: whoever sits here takes the other answer over.
    const atWork = !here.checked && !empty(bare(here)) && !same(bare(here), before || {}) && !same(bare(here), joint.value);
    if (!atWork) { take(); return; }
    if (this.offered === joint.seq) return;
    this.offered = joint.seq;
    this.told.replaceChildren(words.otherToo, " ", h("button", { type: "button", class: "quiet", onclick: () => { take(); this.place.querySelector("button")?.focus(); } }, words.takeOver));
  }
}

async function post(key, tries = 0) {
  const sent = kept.sending[key];
  if (!sent) return;
  const reply = await ask(page, "answers", { method: "POST", body: sent });
  if (kept.sending[key] !== sent) return; // something newer of this part is on its way
  const card = sent.exercise === exercise.exercise ? cards.get(sent.part) : null;
  if (reply.saved || [400, 401, 409, 410, 413, 429].includes(reply.status)) {
    delete kept.sending[key];
    keep();
    if (reply.saved && sent.round === "alone") mine[sent.part] = { value: sent.value, confidence: sent.confidence };
    if (card && card.key === key) card.arrived(reply);
    if (reply.saved || reply.status === 401) tell();
    return;
  }
  if (reply.status === 403) await ask(page, "me"); // the token is lost: it comes back with the answer
  if (card && card.key === key) { card.model?.set("saved", "waiting"); card.told.textContent = words.again; }
  setTimeout(() => post(key, tries + 1), pauseAfter(tries));
}

function tell() {
  text(told, state.moved ? words.moved : state.ended ? words.over : there ? (told.textContent === words.gone ? words.back : "") : words.gone);
  const over = find("eyes-up");
  const pause = Boolean(state.paused && !state.ended);
  if (over.hidden === pause) {
    over.hidden = !pause;
    for (const each of document.querySelectorAll("header.top, footer.bottom, .seat main > :not(.eyes-up)")) each.inert = pause;
    if (pause) document.getElementById("eyes-up").focus();
  }
}

/** Build the exercise that is on; it is fetched when it changes. */
async function build() {
  if (state.exercise === exercise.exercise) return;
  const [whole, me] = state.exercise
    ? await Promise.all([ask(page, `assemblies/${page.class.code}/exercise`), ask(page, "me")])
    : [{ status: 200, exercise: "", parts: [] }, { status: 200, answers: {}, joint: {} }];
  if (whole.status !== 200 || me.status !== 200) { setTimeout(soon, pauseAfter(1)); return; }
  const first = exercise.exercise === "";
  exercise = whole;
  mine = me.answers;
  cards = new Map(whole.parts.map((part) => [part.id, new Card(part)]));
  find("parts").replaceChildren(...[...cards.values()].map((card) => card.element));
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
  find("title").textContent = exercise.title || state.talk || words.welcome;
  find("lead").hidden = Boolean(exercise.title);
  text(find("lead"), state.talk ? words.talk : words.wait);
  const open = new Set([...cards.values()].filter((card) => card.isOpen).map((card) => card.part.id));
  for (const card of cards.values()) await card.show();
  tell();
  const opened = [...cards.values()].find((card) => card.isOpen && !open.has(card.part.id));
  // What has just opened comes into view, unless somebody is at work in another part.
  if (opened && !document.activeElement?.closest("[data-sc-part]")) opened.element.scrollIntoView();
  document.body.dataset.scReady = "1";
}
const soon = () => { turn = turn.then(show, show); };

line = listen(page, {
  of: "assemblies",
  as: "seat",
  hear(news) {
    state = { frozen: [], shown: [], joint: {}, ...news };
    if (state.moved || state.ended) {
      line.stop();
      kept = { drafts: {}, sending: {} };
      try { sessionStorage.removeItem(NAME); } catch { /* nothing was kept */ }
    }
    soon();
  },
  line(now) {
    if (now === there) return;
    there = now;
    tell();
    if (now) for (const key of Object.keys(kept.sending)) post(key);
  },
});
for (const key of Object.keys(kept.sending)) post(key);
if (window.location.hash === "#joined") window.history.replaceState(null, "", window.location.pathname + window.location.search);
