import { h, lately, mixed, own, paintWhy, run, say, shown } from "../common.js";

/** Which items have their own answer, and why; the twin of `mark` in matching.py. */
export function verdict(spec, value) {
  const shownItems = shown(spec, spec.items, value);
  const items = {};
  let right = 0;
  for (const item of shownItems) {
    const chosen = own(value.matched, item.id);
    const good = chosen === item.match;
    const answer = spec.answers.find((each) => each.id === chosen);
    if (good) right += 1;
    items[item.id] = { right: good, why: good ? item.why : answer ? answer.near : "" };
  }
  return { of: shownItems.length, right, items };
}

function begun(value) {
  return Object.keys(value.matched || {}).length > 0;
}

const chosenFor = (activity, item) => own(activity.value.matched, item.id);

/** The items without an answer, the ones after `item` first. */
function waiting(activity, item) {
  const items = shown(activity.spec, activity.spec.items, activity.value);
  const at = items.indexOf(item) + 1;
  return [...items.slice(at), ...items.slice(0, at)].filter((each) => each !== item && !chosenFor(activity, each));
}

/** The answers a pupil chooses from: in the support form only those that belong to an item there. */
function offered({ spec, value, check }) {
  const items = shown(spec, spec.items, value);
  if (check || items.length === spec.items.length) return spec.answers.map((answer) => answer.id);
  return items.map((item) => item.match);
}

function build(activity) {
  const { spec, words } = activity;
  activity.said = lately(activity, "sc-match-status", "matched");
  const head = (item) => activity.root.querySelector(`.sc-match-row[data-item="${item.id}"] .sc-match-head`);
  const open = (name) => { activity.open = name; paint(activity); };
  const choose = (item, answer) => {
    const { [item.id]: before, ...others } = activity.value.matched || {};
    const chosen = before !== answer.id;
    const [next] = waiting(activity, item);
    if (chosen) activity.open = next ? next.id : null;
    activity.change({ matched: chosen ? { ...others, [item.id]: answer.id } : others });
    activity.said.tell(say(words.pair, { item: item.words, answer: chosen ? answer.words : words.choose })
      + (chosen && !next ? ` ${words.allMatched}` : ""));
    head(chosen && next ? next : item).focus();
  };
  const answers = mixed(spec.answers, spec.id);
  const row = (item) => h("li", { class: "sc-match-row", data: { item: item.id } },
    h("fieldset", {},
      h("legend", {},
        h("button", {
          type: "button", class: "sc-match-head",
          onclick: () => open(activity.open === item.id ? null : item.id),
        },
        h("span", { class: "sc-match-item" },
          item.picture ? h("img", { class: "sc-match-picture", src: item.picture, alt: item.alt }) : null,
          h("span", {}, item.words)),
        h("span", { class: "sc-unseen" }, " "),
        h("span", { class: "sc-match-answer" }))),
      h("ul", { class: "sc-match-answers", role: "list", "aria-label": spec.right }, answers.map((answer) =>
        h("li", {}, h("button", {
          type: "button", class: "sc-match-choose", data: { answer: answer.id }, onclick: () => choose(item, answer),
        }, h("span", {}, answer.words), " ", h("small", { class: "sc-match-elsewhere" })))))),
    h("div", { class: "sc-item-why" }));
  // The role says again that these are lists: some browsers forget it where a style hides the markers.
  return h("div", { class: "sc-match" },
    h("p", { class: "sc-match-count" }),
    h("p", { class: "sc-match-names", "aria-hidden": "true" }, h("strong", {}, spec.left), h("strong", {}, spec.right)),
    h("ul", { class: "sc-match-rows", role: "list", "aria-label": spec.left }, spec.items.map(row)),
    activity.said.line);
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const verdicts = activity.items();
  const items = shown(spec, spec.items, value);
  const open = offered(activity);
  activity.said.paint();
  if (activity.open === undefined || !items.some((item) => [item.id, null].includes(activity.open))) {
    activity.open = (waiting(activity)[0] || { id: null }).id;
  }
  // Once checked, the rows stand close together, so that the notes can be read one after the other.
  if (activity.answered && !activity.seen) activity.open = null;
  activity.seen = activity.answered;
  for (const item of spec.items) {
    const box = root.querySelector(`.sc-match-row[data-item="${item.id}"]`);
    const head = box.querySelector(".sc-match-head");
    const answer = spec.answers.find((each) => each.id === chosenFor(activity, item));
    const told = own(verdicts, item.id);
    const here = activity.open === item.id;
    // Disabled too, so that whoever looks for the first control finds one that can be seen.
    box.hidden = head.disabled = !items.includes(item);
    box.dataset.open = here;
    box.dataset.sign = told ? (told.right ? "right" : "again") : "";
    head.setAttribute("aria-expanded", here);
    // What does not fit is drawn apart, so that it is seen without its colour too.
    head.dataset.matched = answer ? (told && !told.right ? "apart" : "joined") : "";
    head.querySelector(".sc-match-answer").replaceChildren(h("span", {}, answer ? answer.words : words.choose));
    box.querySelector(".sc-match-answers").hidden = !here;
    for (const button of box.querySelectorAll(".sc-match-choose")) {
      const name = button.dataset.answer;
      const other = items.find((each) => each !== item && chosenFor(activity, each) === name);
      button.parentNode.hidden = button.disabled = !open.includes(name);
      button.setAttribute("aria-pressed", Boolean(answer) && answer.id === name);
      button.querySelector("small").textContent = other ? say(words.elsewhere, { item: other.words }) : "";
    }
    paintWhy(box, words, told);
  }
  const left = waiting(activity).length;
  root.querySelector(".sc-match-count").textContent = left ? say(words.left, { count: left }) : "";
}

export default { render: (context) => run(context, { kind: "matching", verdict, begun, build, paint }) };
