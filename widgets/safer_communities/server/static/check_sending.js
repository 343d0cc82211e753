// The work of a pupil at a check: sent as it is given, and called saved only once the server says so.

import { empty, fresh, same } from "./answering.js";
import { ask, pauseAfter } from "./asking.js";
import { asked } from "./keeping.js";

const QUIET = 400;
const HERE = "safer:check";

/** What an answer is, without what the page alone knows of it. */
const bare = ({ checked, fewer, ...rest }) => rest;

export function sitter(page) {
  const { id, me } = page.check;
  const name = `${HERE}:${id}:${me}`;
  const path = `checks/${id}`;
  const told = document.querySelector("[data-sc-told]");
  const models = new Map();
  const timers = new Map();
  const listeners = [];
  let answers = {};
  let state = { state: "open", handed: [], left: 1 };
  let queue = [];
  let flying = null;
  let there = true;
  let gone = false;
  let tries = 0;
  let again = 0;
  let handed = {};
  let wanted = null; // the id of a hand-in that is under way

  // A written answer is kept in the open page alone: the next child must not find it on the device.
  const keep = () => {
    const kept = queue.filter((each) => !page.check.written.includes(each.item));
    try { sessionStorage.setItem(name, JSON.stringify(kept)); } catch { /* it is sent from memory */ }
  };
  const last = (item) => queue.filter((each) => each.item === item).pop()?.value ?? answers[item];
  const mark = (item, how) => { const model = models.get(item); if (model && model.get("saved") !== how) model.set("saved", how); };
  const closed = () => gone || state.state !== "open";

  const settle = (item) => {
    const waiting = timers.has(item) || queue.some((each) => each.item === item);
    mark(item, waiting ? (there && !tries ? "saving" : "waiting") : empty(answers[item]) ? "" : "saved");
  };

  const tell = () => {
    let words = "";
    if (gone) words = page.words.noSlip;
    else if (state.state === "closed") words = page.words.over;
    else if (state.state !== "open") words = page.words.notYet;
    else if (!there) words = wanted ? page.words.handInWaits : page.words.gone;
    else if (wanted) words = page.words.handingIn;
    else if ([page.words.gone, page.words.handInWaits].includes(told.textContent)) words = page.words.back;
    if (told.textContent !== words) told.textContent = words;
  };

  const show = () => {
    tell();
    for (const [item, model] of models) {
      model.get("words").locked = gone ? page.words.noSlip : page.words.over;
      if (model.get("locked") !== closed()) model.set("locked", closed());
      settle(item);
    }
    for (const each of listeners) each(state);
  };

  const retry = () => {
    clearTimeout(again);
    again = setTimeout(send, pauseAfter(tries));
    tries += 1;
  };

  /** Ask what was answered and handed in. Return whether the server answered. */
  async function look() {
    const reply = await ask(page, `${path}/mine`);
    if (reply.status === 401 || reply.status === 404) { gone = true; return true; }
    if (reply.status !== 200) return false;
    answers = { ...reply.answers, ...answers };
    state = { state: reply.state, handed: reply.handed_in, left: reply.left };
    return true;
  }

  /** Send what waits, one after the other, so that it arrives in the order in which it was done. */
  async function send() {
    if (flying || closed()) return;
    clearTimeout(again);
    const next = queue[0];
    if (!next) { if (wanted && !timers.size) await sendHandIn(); return; }
    flying = next;
    next.sent = true;
    keep();
    const { answer_id, item, value } = next;
    const reply = await ask(page, `${path}/answers`, { method: "POST", body: { answer_id, item, value } });
    flying = null;
    const refused = [400, 413].includes(reply.status);
    if (reply.saved || refused) {
      tries = 0;
      there = true;
      queue = queue.filter((each) => each !== next);
      keep();
      if (reply.saved) answers[item] = value;
      tell();
      settle(item);
      if (refused) mark(item, "refused");
      for (const each of listeners) each(state);
      send();
    } else {
      await lost(reply);
    }
  }

  async function sendHandIn() {
    flying = { item: "" };
    const mine = JSON.stringify(answers);
    const reply = await ask(page, `${path}/hand-in`, { method: "POST", body: { hand_in_id: wanted } });
    flying = null;
    if (reply.status === 200) {
      wanted = null;
      tries = 0;
      there = true;
      handed = JSON.parse(mine);
      state = { ...state, handed: reply.handed_in, left: reply.left };
      show();
      told.textContent = page.words.handedIn;
      return;
    }
    if (reply.status === 409 && state.left < 2) { wanted = null; await look(); show(); return; }
    await lost(reply);
  }

  async function lost(reply) {
    there = reply.status !== 0;
    // The token is lost, the slip is not known any more, or the check has closed: it is asked which.
    if ([401, 403, 404, 409].includes(reply.status)) await look();
    show();
    if (!closed()) retry();
  }

  const put = (item, value) => {
    timers.delete(item);
    if (same(value, last(item))) { settle(item); send(); return; }
    // What was sent stays until the server has it: a network may bring it late, over a later answer.
    queue = queue.filter((each) => each.sent || each.item !== item);
    queue.push({ answer_id: fresh(), item, value });
    keep();
    settle(item);
    send();
  };

  const flush = () => {
    for (const [item, timer] of [...timers]) { clearTimeout(timer); put(item, bare(models.get(item).get("value"))); }
  };

  window.addEventListener("online", () => { tries = 0; send(); });
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) { flush(); return; }
    if (await look()) show();
    tries = 0;
    send();
  });

  return {
    /** Ask who sits here where that is not sure; then fetch what was answered before. */
    async open() {
      let own = window.location.hash === "#in";
      if (own) window.history.replaceState(null, "", window.location.pathname + window.location.search);
      try {
        own = own || sessionStorage.getItem(HERE) === me;
        queue = JSON.parse(sessionStorage.getItem(name) || "[]");
      } catch { /* a browser that keeps nothing */ }
      if (!own) {
        document.body.dataset.scReady = "1";
        if ((await asked(document.getElementById("sc-still"), "yes")) === "no") {
          await this.leave();
          window.location.reload();
          await new Promise(() => {});
        }
      }
      try { sessionStorage.setItem(HERE, me); } catch { /* as above */ }
      while (!(await look())) {
        there = false;
        tell();
        await new Promise((resolve) => { setTimeout(resolve, pauseAfter(tries)); tries += 1; });
      }
      tries = 0;
      there = true;
      if (state.handed.length) handed = { ...answers };
      tell();
      send();
    },
    /** Be told how it stands, now and whenever that changes. */
    hear(listener) {
      listeners.push(listener);
      listener(state);
    },
    value: (item) => last(item) || {},
    answered: (item) => !empty(bare(models.get(item)?.get("value") ?? last(item) ?? {})),
    meet(item, model) {
      models.set(item, model);
      model.get("words").locked = page.words.over;
      if (closed()) model.set("locked", true);
      settle(item);
    },
    save(item, model) {
      const value = bare(model.get("value"));
      if (closed() || (empty(value) && empty(last(item)))) return;
      clearTimeout(timers.get(item));
      timers.set(item, setTimeout(() => put(item, bare(model.get("value"))), QUIET));
      settle(item);
      for (const each of listeners) each(state);
    },
    /** Hand in what is there: first whatever waits, then the hand-in itself. */
    async handIn() {
      wanted = wanted || fresh();
      flush();
      tell();
      await send();
    },
    /** Whether everything answered here has been handed in. */
    savedAll: () => !queue.length && !timers.size,
    handedAll: () => !queue.length && !timers.size && state.handed.length > 0 && same(handed, answers),
    /** Take everything of this pupil off the device. What was saved is with the server. */
    async leave() {
      await ask(page, `${path}/leave`, { method: "POST" });
      gone = true;
      clearTimeout(again);
      for (const timer of timers.values()) clearTimeout(timer);
      try { sessionStorage.removeItem(name); sessionStorage.removeItem(HERE); } catch { /* nothing was kept */ }
    },
  };
}
