import { h, lately, own, paintWhy, run, say, shown } from "../common.js";

const AXES = ["likely", "serious"];
const STEPS = [1, 2, 3];
/** How many steps `step` is below (negative) or above the accepted ones. */
function off(step, accepted) {
  return Math.min(step - Math.min(...accepted), 0) + Math.max(step - Math.max(...accepted), 0);
}

function weigh(card, place) {
  if (AXES.some((axis) => !place[axis])) return [0, ""];
  const offs = AXES.map((axis) => off(place[axis], card.expect[axis]));
  const first = offs.findIndex((steps) => steps !== 0);
  if (first < 0) return [1, card.why.right];
  const near = Math.abs(offs[0]) + Math.abs(offs[1]) === 1;
  return [near ? 0.5 : 0, card.why[`${AXES[first]}-${offs[first] < 0 ? "low" : "high"}`]];
}

/** What each card's place is worth, and why; the twin of `mark` in grid.py. */
export function verdict(spec, value) {
  const cards = shown(spec, spec.cards, value);
  const items = {};
  let right = 0;
  for (const card of cards) {
    const [worth, told] = weigh(card, own(value.placed, card.id) || {});
    right += worth;
    items[card.id] = { right: worth === 1, why: told };
  }
  return { of: cards.length, right, items };
}

function begun(value) {
  return Object.values(value.placed || {}).some((place) => AXES.some((axis) => place[axis]));
}

const placeOf = (activity, card) => own(activity.value.placed, card.id) || {};
const whole = (place) => AXES.every((axis) => place[axis]);

function build(activity) {
  const { spec, words, id } = activity;
  activity.said = lately(activity, "sc-grid-status", "placed");
  const { tell } = activity.said;
  const place = (card, patch) => activity.change({
    placed: { ...activity.value.placed, [card.id]: { ...placeOf(activity, card), ...patch } },
  });
  const open = (name) => { activity.open = name; tell(""); paint(activity); };
  const next = (card) => {
    const [to] = waiting(activity, card);
    open(to.id);
    activity.root.querySelector(`[data-item="${to.id}"] .sc-weigh-head`).focus();
  };
  const tap = (likely, serious) => {
    const card = spec.cards.find((each) => each.id === activity.open);
    if (card) place(card, { likely, serious });
    tell(card ? say(words.put, { card: card.words, place: named(activity, { likely, serious }) }) : words.pick);
  };
  const steps = (card, axis) => h("fieldset", { class: "sc-grid-axis" },
    h("legend", {}, spec[`${axis}_name`]),
    h("div", { class: "sc-grid-axis-steps" }, STEPS.map((step) =>
      h("label", { class: "sc-grid-axis-step" },
        h("input", {
          type: "radio", name: `${id}-${card.id}-${axis}`, value: step, data: { axis },
          onchange: () => place(card, { [axis]: step }),
        }),
        h("span", {}, spec[axis][step - 1])))));
  const tray = h("ol", { class: "sc-grid-tray", role: "list" }, spec.cards.map((card, at) =>
    h("li", { class: "sc-weigh", data: { item: card.id } },
      h("fieldset", {},
        h("legend", {},
          h("button", {
            type: "button", class: "sc-weigh-head",
            onclick: () => open(activity.open === card.id ? null : card.id),
          },
          h("span", { class: "sc-grid-chip" }, say("{n}", { n: at + 1 })), " ",
          h("span", { class: "sc-weigh-words" }, card.words))),
        h("p", { class: "sc-weigh-place" }),
        h("div", { class: "sc-weigh-steps" },
          AXES.map((axis) => steps(card, axis)),
          h("button", { type: "button", class: "sc-quiet sc-weigh-next", onclick: () => next(card) }, words.next)),
        h("div", { class: "sc-item-why" })))));
  // The roles say it again: some browsers forget a table whose rows the style lays out anew.
  const heading = (scope, text, role) => h("th", { scope, role }, text);
  const cell = (likely, serious) => h("td", { role: "cell", class: `sc-grid-cell sc-grid-cell-${likely + serious}`, data: { likely, serious } },
    h("button", { type: "button", class: "sc-grid-cell-button", onclick: () => tap(likely, serious) },
      h("span", { class: "sc-unseen" }, named(activity, { likely, serious }))),
    h("ul", { class: "sc-grid-chips", role: "list" }));
  const table = h("table", { class: "sc-grid-table", role: "table" },
    h("caption", {}, words.caption),
    h("thead", { role: "rowgroup" },
      h("tr", { role: "row", class: "sc-grid-name" },
        h("td", { role: "cell" }),
        h("th", { scope: "colgroup", colspan: "3", role: "columnheader", "aria-colspan": "3" }, spec.likely_name)),
      h("tr", { role: "row", class: "sc-grid-labels" },
        [spec.serious_name, ...spec.likely].map((label) => heading("col", label, "columnheader")))),
    h("tbody", { role: "rowgroup" }, [3, 2, 1].map((serious) =>
      h("tr", { role: "row" },
        heading("row", spec.serious[serious - 1], "rowheader"),
        STEPS.map((likely) => cell(likely, serious))))));
  return h("div", { class: "sc-weighing" }, tray,
    h("div", { class: "sc-grid-side" }, table, h("p", { class: "sc-grid-hint" }, words.hint), activity.said.line));
}

/** The words of a place: both steps, or the one that is there. */
function named({ spec, words }, place) {
  const [likely, serious] = AXES.map((axis) => place[axis] && spec[axis][place[axis] - 1]);
  return likely && serious ? say(words.cell, { likely, serious }) : likely || serious || words.unplaced;
}

/** The cards without a whole place, the ones after `card` first. */
function waiting(activity, card) {
  const cards = shown(activity.spec, activity.spec.cards, activity.value);
  const at = cards.indexOf(card) + 1;
  return [...cards.slice(at), ...cards.slice(0, at)].filter((each) => each !== card && !whole(placeOf(activity, each)));
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const items = activity.items();
  const cards = shown(spec, spec.cards, value);
  activity.said.paint();
  if (activity.open === undefined || (activity.open && !cards.some((card) => card.id === activity.open))) {
    activity.open = (waiting(activity)[0] || { id: null }).id;
  }
  for (const cell of root.querySelectorAll(".sc-grid-cell")) {
    const here = cards.filter((card) => AXES.every((axis) => String(placeOf(activity, card)[axis]) === cell.dataset[axis]));
    cell.dataset.here = here.some((card) => card.id === activity.open);
    const chips = cell.querySelector(".sc-grid-chips");
    const now = h("ul", {}, here.map((card) =>
      h("li", { class: "sc-grid-chip", data: { ...marked(items, card), open: card.id === activity.open } },
        say("{n}", { n: spec.cards.indexOf(card) + 1 }), h("span", { class: "sc-unseen" }, " ", card.words))));
    if (chips.innerHTML !== now.innerHTML) chips.replaceChildren(...now.children);
  }
  for (const card of spec.cards) {
    const box = root.querySelector(`.sc-weigh[data-item="${card.id}"]`);
    const place = placeOf(activity, card);
    const item = own(items, card.id);
    const head = box.querySelector(".sc-weigh-head");
    // Disabled too, so that whoever looks for the first control finds one that can be seen.
    box.hidden = head.disabled = !cards.includes(card);
    box.dataset.whole = whole(place);
    head.setAttribute("aria-expanded", activity.open === card.id);
    box.querySelector(".sc-weigh-steps").hidden = activity.open !== card.id;
    box.querySelector(".sc-weigh-place").textContent = named(activity, place);
    for (const input of box.querySelectorAll("input")) input.checked = Number(input.value) === place[input.dataset.axis];
    box.querySelector(".sc-weigh-next").hidden = !waiting(activity, card).length;
    paintWhy(box, words, item);
  }
}

const marked = (items, card) => (own(items, card.id) ? { mark: items[card.id].right ? "right" : "again" } : {});

export default { render: (context) => run(context, { kind: "grid", verdict, begun, build, paint }) };
