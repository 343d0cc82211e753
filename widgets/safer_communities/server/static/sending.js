// The work of a pupil in a class: sent to the class, and called saved only once the server says so.

import { empty, fresh, same } from "./answering.js";
import { ask, listen, pauseAfter } from "./asking.js";
import { helping } from "./helping.js";
import { asked } from "./keeping.js";
import { h } from "./common.js";
import { showing, words } from "./spread.js";

const QUIET = 400;
const MOST_REFUSALS = 3;
const HERE = "safer:here";

/** Note that this tab is in a class, so that it is not asked again who sits here. */
export function here(code) {
  try { sessionStorage.setItem(HERE, code); } catch { /* a browser that keeps nothing */ }
}

/** Take everything of a class out of this tab. */
export function forget(code) {
  try {
    sessionStorage.removeItem(HERE);
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(`safer:class:${code}:`)) sessionStorage.removeItem(name);
    }
  } catch { /* nothing was kept */ }
}

/** True for a value that is settings and no answer: before anything was answered it is not sent. */
const blank = ({ checked, fewer, ...rest }) => !checked && empty(rest);

export function sender(page) {
  const { code, number, parts } = page.class;
  const name = `safer:class:${code}:${number}`;
  const told = document.querySelector("[data-sc-told]");
  const shown = showing(page, (spread) => {
    const host = document.querySelector(`[data-sc-activity="${spread.part}"]`);
    const section = h("section", { class: "sc-class-said", "aria-label": words().class, data: { scRevealedPart: spread.part } });
    host?.parentElement.insertBefore(section, host.nextElementSibling?.matches(".sc-further") ? host.nextElementSibling.nextSibling : host.nextSibling);
    return host && section;
  });
  const help = helping(page);
  const models = new Map();
  const timers = new Map();
  const listeners = [];
  let answers = {};
  let state = { open: [], paused: false, ended: false };
  let there = true;
  let moved = false;
  let flying = null;
  let tries = 0;
  let again = 0;
  let line = null;
  let kept = { queue: [], settings: {} };

  const keep = () => {
    try { sessionStorage.setItem(name, JSON.stringify(kept)); } catch { /* it is sent from memory */ }
  };
  const held = (part) => state.paused || !state.open.includes(part);
  const last = (part) => kept.queue.filter((each) => each.part === part).pop()?.value ?? answers[part];
  const mark = (part, how) => { const model = models.get(part); if (model && model.get("saved") !== how) model.set("saved", how); };

  /** Say of a part what has become of its latest answer. */
  const settle = (part) => {
    const waiting = timers.has(part) || kept.queue.some((each) => each.part === part);
    if (!waiting) mark(part, answers[part] ? "saved" : "");
    else mark(part, held(part) ? "held" : there && !tries ? "saving" : "waiting");
  };

  const tell = () => {
    let words = "";
    if (moved) words = page.words.moved;
    else if (state.ended) words = page.words.classOver;
    else if (!there) words = page.words.gone;
    else if (state.paused) words = page.words.pausedAll;
    else if (!state.open.length) words = page.words.lobby;
    else if (told.textContent === page.words.gone || told.textContent === page.words.back) words = page.words.back;
    if (told.textContent !== words) told.textContent = words;
  };

  const lock = (part) => {
    const model = models.get(part);
    if (!parts.includes(part)) return;
    const words = model.get("words");
    model.own = model.own || words.locked;
    const why = state.ended ? words.over : state.paused ? model.own : words.closed;
    const locked = state.ended || held(part);
    if (words.locked === why && model.get("locked") === locked) return;
    words.locked = why; // what the module says beside what is locked
    model.set("locked", locked);
  };

  const show = () => {
    tell();
    shown.look(state);
    for (const each of listeners) each(state);
    help.show(state);
    for (const part of models.keys()) { lock(part); if (parts.includes(part)) settle(part); }
  };

  /** The class is over for this device; `gone` says that only this device is out of it. */
  const over = (gone = false) => {
    moved = gone;
    document.querySelector("[data-sc-again]").hidden = !gone;
    state = { ...state, ended: true };
    line?.stop();
    clearTimeout(again);
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    kept = { queue: [], settings: {} };
    forget(code);
    show();
  };

  const retry = () => {
    clearTimeout(again);
    again = setTimeout(send, pauseAfter(tries));
    tries += 1;
  };

  /** Send what waits, one after the other, so that it arrives in the order in which it was done. */
  async function send() {
    if (flying || state.ended) return;
    const next = kept.queue.find((each) => !held(each.part));
    if (!next) return;
    flying = next;
    next.sent = true;
    keep();
    clearTimeout(again);
    const { answer_id, part, value } = next;
    const reply = await ask(page, "answers", { method: "POST", body: { answer_id, part, value } });
    flying = null;
    if (state.ended) return;
    if (reply.status === 410 || reply.status === 401) { over(reply.status === 401); return; }
    const refused = [400, 413].includes(reply.status);
    if (reply.saved || refused) {
      tries = 0;
      there = true;
      kept.queue = kept.queue.filter((each) => each !== next);
      keep();
      if (reply.saved) answers[part] = value;
      tell();
      settle(part);
      if (refused) mark(part, "refused");
      send();
    } else if (reply.status === 409) {
      await look(); // the class was paused, or the part closed, while it was on its way
      // Open after all: it was closed for a moment only. An id that stays refused is another's.
      next.refused = held(part) ? 0 : (next.refused || 0) + 1;
      if (next.refused > MOST_REFUSALS) next.answer_id = fresh();
      keep();
      show();
      retry();
    } else {
      there = reply.status !== 0;
      if (reply.status === 403) await look(); // the token is lost: it comes back with the answer
      show();
      retry();
    }
  }

  /** Ask who we are, what we last answered and what is open. Return whether the server answered. */
  async function look() {
    const reply = await ask(page, "me");
    if (reply.status === 401) { over(true); return true; }
    if (reply.status !== 200) return false;
    answers = { ...reply.answers, ...answers };
    state = reply.state;
    return true;
  }

  /** Somebody else sits here: they join as themself, or where that cannot be, type a code. */
  async function leave() {
    forget(code);
    const reply = await ask(page, "join", { method: "POST", body: { code } });
    if (reply.status === 200) { here(code); window.location.reload(); } else window.location.assign(`${page.base}join`);
    await new Promise(() => {});
  }

  const queue = (part, value) => {
    timers.delete(part);
    if (same(value, last(part))) { settle(part); return; }
    // Of what is still being worked on only the latest counts; what was checked is kept, each time.
    // What was sent stays until the server has it: a network may bring it late, over a later answer.
    kept.queue = kept.queue.filter((each) => each.sent || each.part !== part || each.value.checked);
    kept.queue.push({ answer_id: fresh(), part, value });
    keep();
    settle(part);
    send();
  };

  return {
    /** Ask who sits here where that is not sure; then fetch what was answered before. */
    async open() {
      let own = false;
      try {
        own = sessionStorage.getItem(HERE) === code;
        kept = JSON.parse(sessionStorage.getItem(name) || "null") || kept;
      } catch { /* a browser that keeps nothing */ }
      if (window.location.hash === "#joined") { // by the form itself, before join.js had come
        own = true;
        window.history.replaceState(null, "", window.location.pathname + window.location.search);
      }
      if (!own) {
        document.body.dataset.scReady = "1";
        if ((await asked(document.getElementById("sc-still"), "yes")) === "no") await leave();
      }
      here(code);
      while (!(await look())) {
        there = false;
        tell();
        await new Promise((resolve) => { setTimeout(resolve, pauseAfter(tries)); tries += 1; });
      }
      tries = 0;
      there = true;
      if (state.ended) { over(moved); return; }
      help.show(state);
      line = listen(page, {
        as: "pupil",
        hear(news) {
          state = news;
          if (state.ended || state.moved) { over(!state.ended); return; }
          show();
          send();
        },
        line(now) {
          if (now === there) return;
          there = now;
          show();
          if (now) { tries = 0; send(); }
        },
      });
    },
    /** Be told the class's state, now and whenever it changes. */
    hear(listener) {
      listeners.push(listener);
      listener(state);
    },
    value: (part) => last(part) || {},
    setting: (which) => kept.settings[which],
    /** Take an activity into the class: from now on it is locked and marked as the class is. */
    meet(part, model) {
      models.set(part, model);
      lock(part);
      if (parts.includes(part)) settle(part);
    },
    save(part, model) {
      const value = model.get("value");
      if (state.ended || !parts.includes(part)) return;
      if (blank(value) && !last(part)) return;
      clearTimeout(timers.get(part));
      if (value.checked) { queue(part, value); return; }
      timers.set(part, setTimeout(() => queue(part, model.get("value")), QUIET));
      settle(part);
    },
    set(which, value) {
      kept.settings[which] = value;
      keep();
    },
    clear() {},
  };
}
