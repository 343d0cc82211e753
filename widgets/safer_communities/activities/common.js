// What every kind of activity shares: elements, state, feedback, the bar of buttons.
// A kind's module imports this; under Jupyter's own front ends the two are joined into one.

let counter = 0;

/** Make an element: h("button", { type: "button", onclick }, "Words"). Text is always text, never HTML. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name in element && typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value).replace("\u001e", " "));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).flatMap(beside));
  return element;
}

/** A draft translation on which safety hangs brings its English: shown as English, beside it. */
function beside(child) {
  if (typeof child !== "string" || !child.includes("\u001e")) return [child];
  const [words, english] = child.split("\u001e");
  return [words, " ", h("span", { class: "sc-english", lang: "en", dir: "ltr" }, english)];
}

/** Put values into words: say("{right} of {of}", { right: 3, of: 4 }), digits as the language writes them. */
export function say(words, values = {}) {
  const { lang, dataset } = document.documentElement;
  const number = new Intl.NumberFormat(lang || "en", { numberingSystem: dataset.digits });
  return words.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? (typeof values[name] === "number" ? number.format(values[name]) : values[name].split("\u001e")[0]) : whole,
  );
}

/** The items a pupil sees: all of them, or in the support form only those named in `fewer`. */
export function shown(spec, items, value) {
  return value.fewer && spec.fewer.length ? items.filter((item) => spec.fewer.includes(item.id)) : items;
}

/** The order a pupil sees: mixed, but the same for every pupil and on every visit. */
export function mixed(items, seed) {
  const rank = (id) => {
    let hash = 2166136261;
    for (const letter of `${seed}/${id}`) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619) >>> 0;
    return hash;
  };
  return [...items].sort((a, b) => rank(a.id) - rank(b.id));
}

/** What `held` has under a name of its own: an id may be any word, "constructor" too. */
export const own = (held, name) => (held && Object.hasOwn(held, name) ? held[name] : undefined);

/** A line that says what was just done, until the answer under `name` is another one. */
export function lately(activity, style, name) {
  const line = h("p", { class: style, role: "status" });
  let of;
  return {
    line,
    tell(text) { line.textContent = text; of = activity.value[name]; },
    paint() { if (of !== activity.value[name]) line.textContent = ""; },
  };
}

const ICONS = { right: "M5 12l5 5 9-10", again: "M12 6v8m0 3.5v.5" };

function icon(name) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "sc-icon");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A line of feedback: what is right or worth another look, and why. Where `right` is null it says neither. */
export function why(right, lead, text) {
  const name = right === null ? "noted" : right ? "right" : "again";
  return h("p", { class: `sc-why sc-why-${name}` }, right !== null && icon(name), h("span", {}, h("strong", {}, lead), " ", text));
}

/** Show beside one thing what is said of it, once the pupil has asked. */
export function paintWhy(box, words, item) {
  box.querySelector(".sc-item-why").replaceChildren(
    ...(item ? [why(item.right, item.right ? words.yes : words.lookHere, item.why || words.notYet)] : []));
}

/** What stands over boxes for words of one's own: who reads it, that it is no secret, where help is. */
export function overBoxes({ words, alone }) {
  return h("div", { class: "sc-over-boxes" },
    h("p", {}, h("strong", {}, words.noNames), " ", alone ? words.onDevice : words.reader),
    !alone && h("p", {}, words.noSecret),
    h("p", {}, words.whereHelp));
}

/** A box for words of one's own: a line, or several where `rows` says so. `write` hears what was written. */
export function textBox({ rows, ...props }, write) {
  return h(rows ? "textarea" : "input", {
    rows, type: rows ? null : "text", class: "sc-text", dir: "auto",
    // A browser may offer what was typed to the next person, or send it away to be spelled.
    autocomplete: "off", autocorrect: "off", spellcheck: "false", writingsuggestions: "false", "data-gramm": "false",
    // Control characters and halves of letters, which a paste can bring, are refused by `written` in written.py.
    oninput: (event) => write(event.target.value.replace(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, "")),
    ...props,
  });
}

/** Questions that take one option each, as radios; `choose(question, option)` hears of each choice. */
export function radios(id, questions, choose) {
  return questions.map((question) =>
    h("fieldset", { class: "sc-question", data: { item: question.id } },
      h("legend", {}, question.words),
      h("div", { class: "sc-options" }, question.options.map((option) =>
        h("label", { class: "sc-option" },
          h("input", { type: "radio", name: `${id}-${question.id}`, value: option.id, onchange: () => choose(question, option) }),
          h("span", {}, option.words)))),
      h("div", { class: "sc-item-why" })));
}

/** Show those of the questions that are `visible`, the option `chosen(id)` of each, and what is said of it. */
export function paintRadios({ root, words, items }, visible, chosen) {
  const verdicts = items();
  for (const box of root.querySelectorAll(".sc-question")) {
    const name = box.dataset.item;
    box.hidden = !visible.includes(name);
    for (const input of box.querySelectorAll("input")) input.checked = input.value === chosen(name);
    paintWhy(box, words, verdicts[name]);
  }
}

/**
 * Run one activity in `el`.
 *
 * A kind gives: kind, verdict(spec, value) -> { of, right, items }, begun(value) -> bool,
 * build(activity) -> element, and paint(activity), which shows `activity.value` in what was built.
 * `verdict` is null for a kind that is never scored; `keeps` is false for one whose answer nobody
 * is to have, which therefore never says that it is kept.
 */
export function run({ model, el }, { kind, verdict, begun, build, paint, keeps = true }) {
  const spec = model.get("spec");
  const words = model.get("words");
  const check = model.get("check");
  const scored = Boolean(verdict) && spec.scored;
  const id = `sc-${spec.id}-${(counter += 1)}`;

  const activity = {
    spec, words, check, scored, id,
    /** True where the answer stays on the device: nobody else reads it. */
    alone: Boolean(model.get("alone")),
    get value() { return model.get("value") || {}; },
    get locked() { return model.get("locked"); },
    /** True once the pupil has asked for feedback on what is there now. */
    get answered() { return Boolean(activity.value.checked); },
    /** Show anew what does not hang on the answer. */
    redraw: () => show(),
    items: () => (verdict && !check && activity.answered ? verdict(spec, activity.value).items : {}),
    /** Change the answer; feedback on the old one goes away. It `stays` where nothing judged has changed. */
    change(patch, { stays = false } = {}) {
      if (activity.locked) return;
      keep({ ...activity.value, ...patch, checked: stays && activity.answered });
    },
  };

  let painted = "";
  const keep = (value) => {
    model.set("value", value);
    model.save_changes();
    show();
  };

  const outcome = h("div", { class: "sc-outcome", role: "status" });
  const checkButton = h("button", {
    type: "button", class: "sc-main",
    onclick: () => {
      if (activity.locked) return;
      keep({ ...activity.value, checked: true });
      // The button pressed is gone: the keyboard goes on at the one in its place (WCAG 2.4.3).
      againButton.focus();
    },
  }, words[check ? "done" : scored ? "check" : "finish"]);
  const againButton = h("button", { type: "button", class: "sc-quiet", onclick: () => again() }, words.again);
  const saved = h("span", { class: "sc-saved", role: "status" });
  activity.root = el;
  const fieldset = h("fieldset", { class: "sc-body" }, h("legend", { class: "sc-ask" }, spec.ask), build(activity));
  const bar = h("div", { class: "sc-bar" }, checkButton, againButton, saved);
  const locked = h("p", { class: "sc-locked", role: "status" });

  function again() {
    keep({ ...activity.value, checked: false });
    const controls = [...fieldset.querySelectorAll("input:not(:disabled), button:not(:disabled), select, textarea")];
    controls.find((control) => control.checkVisibility())?.focus();
  }

  function state() {
    if (activity.locked) return "locked";
    if (!begun(activity.value)) return "before";
    if (!activity.answered) return "working";
    if (!scored || check) return "right";
    const { of, right } = verdict(spec, activity.value);
    return right === of ? "right" : "again";
  }

  /** Say what has become of the answer. Nothing else is drawn anew: that would lose a press that is under way. */
  function tellSaved() {
    const told = keeps ? model.get("saved") : "";
    el.dataset.scSaved = ["saved", "kept"].includes(told) ? "1" : "0";
    saved.textContent = told ? words[told] : "";
  }

  function show() {
    const now = state();
    painted = JSON.stringify(activity.value);
    el.dataset.scState = now;
    fieldset.disabled = activity.locked;
    locked.textContent = activity.locked ? words.locked : "";
    paint(activity);
    checkButton.disabled = activity.locked || !begun(activity.value);
    checkButton.hidden = activity.answered && !activity.locked;
    againButton.hidden = !activity.answered || activity.locked;
    outcome.replaceChildren(...said(now));
    tellSaved();
  }

  function said(now) {
    if (!activity.answered || activity.locked) return [];
    // In a check a tick would say that it is right.
    if (check) return [why(null, words.handed, "")];
    if (!scored) return [why(true, words.thanks, spec.after || "")];
    // Counted by the ticks: where half marks are given, their sum would count what has none.
    const { of, items } = verdict(spec, activity.value);
    const right = Object.values(items).filter((item) => item.right).length;
    const lead = now === "right" ? words.allRight : say(words.someRight, { right, of });
    return [why(now === "right", lead, now === "right" ? "" : words.lookAgain)];
  }

  el.classList.add("sc-activity", `sc-${kind}`);
  Object.assign(el.dataset, { scActivity: spec.id, scKind: kind });
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", spec.title);
  el.replaceChildren(fieldset, locked, outcome, bar);
  const listeners = {
    // A kernel sends back what it was sent: what is on the screen already stays as it is.
    value: () => { if (JSON.stringify(activity.value) !== painted) show(); },
    locked: () => show(),
    saved: () => tellSaved(),
  };
  for (const [name, listener] of Object.entries(listeners)) model.on(`change:${name}`, listener);
  show();
  return () => { for (const [name, listener] of Object.entries(listeners)) model.off(`change:${name}`, listener); };
}
