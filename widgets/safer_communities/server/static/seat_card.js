// One part on a seat's screen: its activity, how sure somebody is, and what the table has sent.

import { empty, fresh, same } from "./answering.js";
import { h } from "./common.js";
import { Model } from "./model.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const { words } = page;

const text = (element, said) => { if (element.textContent !== said) element.textContent = said; };
const bare = ({ checked, ...value }) => value;
const roundOf = (state, part) => (state.frozen.includes(part.id) || state.ended ? null : state.open[part.id] || null);

/**
 * `room` is what the page knows: { exercise, state, mine, cards, kept }, and how it keeps and sends.
 * The activity is made anew whenever the part's round changes.
 */
export class Card {
  constructor(part, room) {
    this.part = part;
    this.room = room;
    this.now = h("p", { class: "round", role: "status" });
    this.told = h("p", { class: "sc-notice", role: "status" });
    this.place = h("div", {});
    this.talk = h("div", { class: "part-talk", hidden: true }, h("h3", {}, words.talkAbout), h("ul", {}, part.talk.discuss.map((each) => h("li", {}, each))));
    this.element = h("section", { class: "card", data: { scPart: part.id }, "aria-labelledby": `title-${part.id}` },
      h("h2", { id: `title-${part.id}` }, part.title), this.now, this.place, this.told, this.talk);
    this.shown = "";
    this.model = null;
  }

  get isOpen() { return ["alone", "table"].includes(this.element.dataset.scRound); }

  get key() { return `${this.room.exercise.exercise}.${this.part.id}.${this.round}`; }

  /** Talk is on the screen once the room has come to it: what it says may be what the rounds before it ask. */
  get isReached() {
    const { exercise: { parts }, state } = this.room;
    const here = parts.indexOf(this.part);
    const gone = (part) => state.open[part.id] || state.shown.includes(part.id) || this.room.mine[part.id] || state.joint?.[part.id];
    return state.shown.includes(this.part.id) || !parts.slice(0, here).some((part) => part.rounds.length) || parts.slice(here + 1).some(gone);
  }

  /** What was answered last in a round, as the server has it. */
  known(round) { return round === "table" ? this.room.state.joint?.[this.part.id]?.value : this.room.mine[this.part.id]?.value; }

  /** Show the part as the room's state has it. */
  async show() {
    const { part } = this;
    const round = roundOf(this.room.state, part);
    const frozen = this.room.state.frozen.includes(part.id);
    const last = round ? null : ["table", "alone"].find((each) => part.rounds.includes(each) && this.known(each));
    // What fits is told once the facilitator shows the part to the room: the tables talk first.
    const fits = [...this.room.cards.values()].some((card) => this.room.state.shown.includes(card.part.id) && [card.part.id, card.part.same_as].includes(part.id));
    const now = `${round}/${frozen}/${round ? "" : JSON.stringify([fits, last && this.known(last)])}`;
    text(this.now, !part.rounds.length ? "" : round === "alone" ? words.aloneRound : round === "table" ? words.tableRound
      : frozen ? words.frozen : last ? words.was : words.closed);
    this.element.dataset.scRound = round || (frozen ? "frozen" : "closed");
    const discussed = part.talk.discuss.length > 0;
    if (!part.rounds.length || !part.spec) {
      this.element.hidden = !this.isReached;
      this.talk.hidden = !discussed;
      if (!this.shown) this.place.replaceChildren(h("p", {}, part.talk.ask), h("ul", { class: "sc-points" }, part.talk.points.map((each) => h("li", {}, each))));
      this.shown = now;
      return;
    }
    this.talk.hidden = !discussed || !(round === "table" || last); // nobody talks while everybody answers alone
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
    this.seq = this.room.state.joint?.[part.id]?.seq || 0;
    this.joint = this.room.state.joint?.[part.id]?.value;
    const own = open ? this.room.kept.drafts[this.key] : null;
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
    const chosen = this.room.kept.drafts[this.key]?.confidence || this.room.mine[this.part.id]?.confidence;
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
    this.room.kept.drafts[this.key] = { value: this.model.get("value"), confidence: this.confidence, seq: this.seq };
    this.room.keep();
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
    this.room.kept.sending[key] = { answer_id: fresh(), exercise: this.room.exercise.exercise, part: part.id, round, value, ...confidence };
    this.room.keep();
    this.model.set("saved", "saving");
    this.room.post(key);
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
    const joint = this.room.state.joint?.[this.part.id];
    if (!joint || !this.model || joint.seq <= (this.seq || 0) || this.room.kept.sending[this.key]) return;
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
