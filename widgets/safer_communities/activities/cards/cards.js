import { h, run, say, shown } from "../common.js";

/** Nothing of nothing; the twin of `mark` in cards.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

function begun(value) {
  return Object.keys(value.chosen || {}).length > 0;
}

function symbol(slot, index) {
  return slot.symbol
    ? h("img", { class: "sc-slot-symbol", src: slot.symbol, alt: "" })
    : h("span", { class: "sc-slot-symbol sc-slot-number", "aria-hidden": "true" }, say("{number}", { number: index + 1 }));
}

function build(activity) {
  const { spec, words, id } = activity;
  const choices = spec.slots.map((slot, index) =>
    h("fieldset", { class: "sc-slot", data: { slot: slot.id } },
      h("legend", {}, symbol(slot, index), slot.title),
      h("div", { class: "sc-slot-options" }, slot.options.map((option) =>
        h("label", { class: "sc-slot-option" },
          h("input", {
            type: "radio", name: `${id}-${slot.id}`, value: option.id,
            onchange: () => activity.change({ chosen: { ...activity.value.chosen, [slot.id]: option.id } }),
          }),
          h("span", {}, option.words))))));
  // The card is what prints: a thing to cut out and keep.
  const card = h("figure", { class: "sc-made" },
    h("div", { class: "sc-made-card" },
      h("figcaption", { class: "sc-made-title" }, spec.card_title),
      h("dl", { class: "sc-made-lines" }, spec.slots.map((slot, index) =>
        h("div", { class: "sc-made-line", data: { slot: slot.id } },
          h("dt", {}, symbol(slot, index), slot.title),
          h("dd", {}))))),
    h("p", { class: "sc-made-cut" }, words.cut));
  return h("div", { class: "sc-making" }, h("div", { class: "sc-making-parts" }, h("div", { class: "sc-slots" }, choices), card));
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const chosen = value.chosen || {};
  const here = shown(spec, spec.slots, value).map((slot) => slot.id);
  for (const box of root.querySelectorAll("[data-slot]")) {
    const slot = spec.slots.find((each) => each.id === box.dataset.slot);
    const option = slot.options.find((each) => each.id === chosen[slot.id]);
    box.hidden = !here.includes(slot.id);
    for (const input of box.querySelectorAll("input")) input.checked = input.value === chosen[slot.id];
    const line = box.querySelector("dd");
    if (!line) continue;
    line.textContent = option ? option.words : words.empty;
    line.classList.toggle("sc-made-empty", !option);
  }
  root.querySelector(".sc-made-card").classList.toggle("sc-made-whole", here.every((name) => chosen[name]));
}

export default { render: (context) => run(context, { kind: "cards", verdict: null, begun, build, paint }) };
