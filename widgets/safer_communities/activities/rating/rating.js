import { h, run, say, shown } from "../common.js";

/** Nothing of nothing; the twin of `mark` in rating.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

function begun(value) {
  return Object.keys(value.rates || {}).length > 0;
}

const rateOf = ({ value }, card) => (Object.hasOwn(value.rates || {}, card) ? value.rates[card] : "");

/** As many bars as there are steps, filled up to this one. It says nothing that the word beside it does not. */
function level(steps, at) {
  return h("span", { class: "sc-rating-level", "aria-hidden": "true" },
    steps.map((_, each) => h("i", { class: each <= at ? "sc-rating-full" : "" })));
}

function build(activity) {
  const { spec, id } = activity;
  const card = (each) => h("fieldset", { class: "sc-rating-card", data: { item: each.id } },
    h("legend", {}, each.words),
    each.note ? h("p", { class: "sc-rating-note" }, each.note) : null,
    h("div", { class: "sc-rating-steps", data: { steps: spec.steps.length } }, spec.steps.map((words, at) =>
      h("label", { class: "sc-rating-step" },
        h("input", {
          type: "radio", name: `${id}-${each.id}`, value: `step-${at + 1}`,
          onchange: () => activity.change({ rates: { ...activity.value.rates, [each.id]: `step-${at + 1}` } }),
        }),
        h("span", { class: "sc-rating-words" }, words),
        level(spec.steps, at)))));
  return h("div", { class: "sc-rating-all" }, h("div", { class: "sc-rating-cards" }, spec.cards.map(card)),
    h("p", { class: "sc-rating-left", role: "status" }));
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const here = shown(spec, spec.cards, value).map((card) => card.id);
  for (const box of root.querySelectorAll(".sc-rating-card")) {
    const name = box.dataset.item;
    const rate = rateOf(activity, name);
    box.hidden = !here.includes(name);
    box.dataset.rated = Boolean(rate);
    for (const input of box.querySelectorAll("input")) input.checked = input.value === rate;
  }
  const count = here.filter((name) => !rateOf(activity, name)).length;
  root.querySelector(".sc-rating-left").textContent = count ? say(words.left, { count }) : words.allRated;
}

export default { render: (context) => run(context, { kind: "rating", verdict: null, begun, build, paint }) };
