import { h, mixed, run, say, shown } from "../common.js";

const KEYS = [..."123456789"];

/** Nothing of nothing; the twin of `mark` in call.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

function begun(value) {
  return Boolean(value.first || value.dialled || Object.keys(value.replies || {}).length);
}

const digits = (number) => number.split("\u001e")[0].replace(/[^0-9]/g, "");
const chosen = (question, name) => question.options.find((option) => option.id === name);

const button = (name, onclick, ...words) => h("button", { type: "button", class: name, onclick }, ...words);

/** How far the call has come. In a check every answer leads on. */
function stand({ spec, value, check }) {
  const replies = value.replies || {};
  const questions = shown(spec, spec.operator, value);
  const first = chosen(spec.first, value.first);
  const enough = (question) => {
    const reply = chosen(question, replies[question.id]);
    return Boolean(reply) && (check || reply.gives.includes(question.needs));
  };
  const given = questions.flatMap((question) => chosen(question, replies[question.id])?.gives || []);
  const asked = (piece) => questions.some((each) => each.needs === piece.id || each.options.some((option) => option.gives.includes(piece.id)));
  return {
    first,
    through: Boolean(first) && (check || first.good),
    connected: Boolean(value.dialled) && (check || value.dialled === digits(spec.number)),
    questions, replies,
    at: questions.findIndex((question) => !enough(question)),
    pieces: check ? [] : spec.pieces.filter(asked).map((piece) => ({ ...piece, known: given.includes(piece.id) })),
  };
}

/** The drawn phone. Its keys change what stands on its screen, and nothing else. */
function phone(activity) {
  const { words } = activity;
  const screen = h("output", { class: "sc-call-screen", dir: "ltr", "aria-label": words.number });
  const type = (number) => { activity.typed = number.slice(0, 11); screen.textContent = activity.typed; };
  const ring = () => {
    if (!activity.typed) return;
    activity.go({ dialled: activity.typed });
    type("");
  };
  const key = (digit) => button("sc-call-key", () => type(activity.typed + digit), digit);
  type("");
  return h("div", { class: "sc-call-phone" },
    h("p", { class: "sc-call-dial" }, words.dial),
    h("div", { class: "sc-call-case" }, screen,
      h("div", { class: "sc-call-keys", dir: "ltr" }, KEYS.map(key),
        button("sc-call-key sc-call-delete", () => type(activity.typed.slice(0, -1)), h("span", { class: "sc-call-unseen" }, words.delete)),
        key("0"),
        button("sc-call-key sc-call-ring", ring, words.ring))));
}

function build(activity) {
  const { spec, words } = activity;
  // The keyboard goes on where there is something new to read.
  activity.go = (patch) => {
    activity.change(patch);
    activity.now.focus();
  };
  const back = () => {
    const { questions, replies } = stand(activity);
    const last = questions.findLast((question) => replies[question.id]);
    if (last) {
      const { [last.id]: gone, ...rest } = replies;
      activity.go({ replies: rest });
    } else activity.go(activity.value.dialled ? { dialled: undefined } : { first: undefined });
  };
  activity.talk = h("ol", { class: "sc-call-talk", role: "list" });
  activity.now = h("div", { class: "sc-call-now", tabindex: "-1" });
  activity.choices = h("div", { class: "sc-call-next" });
  activity.phone = phone(activity);
  activity.steps = h("div", { class: "sc-call-steps" },
    button("sc-quiet", back, words.back),
    button("sc-quiet", () => activity.go({ first: undefined, dialled: undefined, replies: {} }), words.restart));
  activity.meter = h("div", { class: "sc-call-meter" });
  return h("div", { class: "sc-call-all" },
    h("p", { class: "sc-call-never" }, words.never),
    h("div", { class: "sc-call-parts" },
      h("div", { class: "sc-call-page" },
        h("div", { class: "sc-call-scene" },
          spec.picture ? h("img", { class: "sc-call-picture", src: spec.picture, alt: spec.alt }) : null,
          h("p", {}, spec.scene)),
        activity.talk, activity.now, activity.phone, activity.choices, activity.steps),
      activity.meter));
}

function bubble(who, name, text, told) {
  return h("div", { class: `sc-call-bubble sc-call-${who}` }, h("p", {}, h("b", {}, name), " ", text), told && h("p", { class: "sc-call-why" }, told));
}

/** What can be done or said; what was taken before is marked. */
function buttons(lead, question, before, take) {
  return [
    h("p", { class: "sc-call-lead" }, lead),
    h("ul", { class: "sc-call-choices", role: "list" }, mixed(question.options, question.id).map((option) => {
      const choice = button("sc-call-choice", () => take(option.id), option.words);
      choice.setAttribute("aria-pressed", option.id === before);
      return h("li", {}, choice);
    })),
  ];
}

/** What has been said, what is to be read now, what can be done next. */
function said(activity, { first, through, connected, questions, replies, at }) {
  const { spec, words, value } = activity;
  const note = (text) => text && h("p", { class: "sc-call-note" }, text);
  const line = (question) => bubble("operator", words.operator, question.words);
  const reply = (question) => {
    const option = chosen(question, replies[question.id]);
    return option && bubble("caller", words.caller, option.words, option.why);
  };
  if (!through) {
    return [[], [note(first?.why)], buttons(spec.first.words, spec.first, value.first, (id) => activity.go({ first: id }))];
  }
  if (!connected) {
    const other = (spec.others || []).find((each) => digits(each.number) === value.dialled);
    return [[], [note(value.dialled ? other?.why || words.other : first.why)], []];
  }
  const current = questions[at];
  const past = current ? questions.slice(0, at) : questions;
  const last = current && !replies[current.id] ? past.at(-1) : undefined;
  const log = past.flatMap((question) => (question === last ? [line(question)] : [line(question), reply(question)]));
  if (!current) return [log, [h("p", { class: "sc-call-complete" }, words.complete)], []];
  const again = replies[current.id];
  return [
    again ? [...log, line(current)] : log,
    [...(again ? [reply(current), note(words.asksAgain)] : [last && reply(last)]), line(current)],
    buttons(words.reply, current, replies[current.id], (id) => activity.go({ replies: { ...replies, [current.id]: id } })),
  ];
}

function meter({ words }, pieces) {
  if (!pieces.length) return [];
  const known = pieces.filter((piece) => piece.known).length;
  return [
    h("p", { class: "sc-call-lead" }, words.meter),
    h("meter", { "aria-label": words.meter, min: 0, max: pieces.length, value: known }),
    h("p", { class: "sc-call-count" }, say(words.knows, { known, all: pieces.length })),
    h("ul", { class: "sc-call-pieces", role: "list" }, pieces.map((piece) =>
      h("li", { class: piece.known ? "sc-call-known" : "" }, h("span", {}, piece.words,
        h("span", { class: "sc-call-unseen" }, " ", piece.known ? words.has : words.needs))))),
  ];
}

function paint(activity) {
  const { value, root } = activity;
  const key = JSON.stringify([value.first, value.dialled, value.replies, value.fewer]);
  // Drawn anew only where the call has changed: the keyboard stays where it is.
  if (activity.key === key) return;
  activity.key = key;
  const call = stand(activity);
  const held = root.contains(document.activeElement);
  const [log, now, next] = said(activity, call);
  activity.talk.replaceChildren(...log.filter(Boolean).map((each) => h("li", {}, each)));
  activity.talk.hidden = !log.length;
  activity.now.replaceChildren(...now.filter(Boolean));
  activity.choices.replaceChildren(...next);
  activity.phone.hidden = !call.through || call.connected;
  activity.steps.hidden = !begun(value);
  activity.meter.replaceChildren(...meter(activity, call.pieces));
  activity.meter.hidden = !call.pieces.length;
  if (held && document.activeElement === document.body) activity.now.focus();
}

export default { render: (context) => run(context, { kind: "call", verdict: null, begun, build, paint }) };
