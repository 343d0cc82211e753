import { h, own, run, say, shown } from "../common.js";

const HALF = 200;
const INNER = 42;

/** Nothing of nothing; the twin of `mark` in ripple.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

function begun(value) {
  return Object.keys(value.placed || {}).length > 0;
}

/** The cards a pupil sees (cards_of in ripple.py); the second act's come when the first are placed. */
function seen(spec, value) {
  const first = shown(spec, spec.cards, value);
  const some = spec.turn_cards.some((card) => spec.fewer.includes(card.id));
  const second = some ? shown(spec, spec.turn_cards, value) : spec.turn_cards;
  const there = (card) => own(value.placed, card.id);
  return first.every(there) || second.some(there) ? [...first, ...second] : first;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** How far ring `at` of `count` lies from the middle; half a ring more is its edge. */
const far = (at, count) => INNER + ((HALF - 4 - INNER) / count) * (at + 0.5);

const number = (count) => say("{number}", { number: count });
const button = (name, card, onclick, ...words) => h("button", { type: "button", class: name, data: card && { card: card.id }, onclick }, ...words);
const badge = (activity, card) => h("b", { class: `sc-ripple-mark sc-ripple-mark-${card.feel}` }, number(activity.numbers.get(card.id)));
const ringed = (ring, at) => [h("b", { class: `sc-ripple-number sc-ripple-ring-${at + 1}` }, number(at + 1)), h("span", {}, ring.name)];

function mark(x, y, words, name) {
  const text = svg("text", { x, y, dy: ".36em" }, words);
  const shape = name === "sc-ripple-hard"
    ? svg("rect", { x: x - 15, y: y - 15, width: 30, height: 30, rx: 5 })
    : svg("circle", { cx: x, cy: y, r: name === "sc-ripple-name" ? 12 : 17 });
  return svg("g", { class: name }, shape, text);
}

/** The rings on the water, with a mark for each card. It says nothing that the lists do not. */
function drawing(activity, cards) {
  const { spec, value } = activity;
  const count = spec.rings.length;
  const drawn = spec.rings.map((ring, at) => {
    const circle = svg("circle", { cx: HALF, cy: HALF, r: far(at + 0.5, count), class: `sc-ripple-ring sc-ripple-ring-${at + 1}` });
    // A finger may press the ring itself; the buttons do the same.
    circle.addEventListener("click", () => activity.place(ring));
    return circle;
  }).reverse();
  const marks = spec.rings.flatMap((ring, at) => {
    const middle = far(at, count);
    const here = cards.filter((card) => own(value.placed, card.id) === ring.id);
    return [
      mark(HALF, HALF - middle, number(at + 1), "sc-ripple-name"),
      ...here.map((card, place) => {
        const turn = ((40 + at * 25 + (280 * (place + 0.5)) / here.length) * Math.PI) / 180;
        return mark(HALF + middle * Math.sin(turn), HALF - middle * Math.cos(turn), number(activity.numbers.get(card.id)), card.feel === "hard" ? "sc-ripple-hard" : "sc-ripple-kind");
      }),
    ];
  });
  return [
    ...drawn, svg("circle", { cx: HALF, cy: HALF, r: INNER, class: "sc-ripple-centre" }),
    svg("path", { class: "sc-ripple-drop", d: "M200 174c12 16 17 23 17 31a17 17 0 0 1-34 0c0-8 5-15 17-31z" }), ...marks,
  ];
}

function build(activity) {
  const { spec, words, id } = activity;
  activity.numbers = new Map([...spec.cards, ...spec.turn_cards].map((card, at) => [card.id, at + 1]));
  activity.place = (ring) => {
    const card = seen(spec, activity.value).find((each) => each.id === activity.hand);
    if (!card || activity.locked) return;
    activity.hand = null;
    activity.change({ placed: { ...activity.value.placed, [card.id]: ring.id } });
    const next = activity.pile.querySelector("button");
    activity.status.textContent = say(words.put, { card: card.words, group: ring.name });
    (next || activity.root.querySelector(`[data-card="${card.id}"]`)).focus();
  };
  activity.take = (card) => {
    const { [card.id]: before, ...placed } = activity.value.placed || {};
    activity.hand = card.id;
    if (before) activity.change({ placed });
    else activity.redraw();
    activity.status.textContent = before ? say(words.back, { card: card.words }) : "";
    activity.into.querySelector("button").focus();
  };
  activity.status = h("p", { class: "sc-ripple-status", role: "status" });
  activity.pile = h("ul", { class: "sc-ripple-pile", role: "list" });
  activity.into = h("div", { class: "sc-ripple-into", role: "group", "aria-label": words.where },
    h("p", { "aria-hidden": "true" }, words.where),
    spec.rings.map((ring, at) => button("sc-ripple-to", null, () => activity.place(ring), ...ringed(ring, at))));
  activity.water = svg("svg", { viewBox: "0 0 400 400", "aria-hidden": "true", class: "sc-ripple-water" });
  activity.lists = spec.rings.map((ring, at) => h("ul", { class: "sc-ripple-cards", role: "list", "aria-labelledby": `${id}-${at}` }));
  return h("div", { class: "sc-ripple-all" },
    h("div", { class: "sc-ripple-parts" },
      h("div", { class: "sc-ripple-acts" }, h("p", { class: "sc-ripple-act" }, spec.centre), h("p", { class: "sc-ripple-act sc-ripple-turn" }, spec.turn),
        h("p", { class: "sc-ripple-left" }), activity.pile, activity.into, activity.status),
      activity.water),
    h("div", { class: "sc-ripple-rings" }, spec.rings.map((ring, at) =>
      h("div", { class: "sc-ripple-column" },
        h("p", { class: "sc-ripple-title", id: `${id}-${at}` }, ...ringed(ring, at)),
        activity.lists[at], h("p", { class: "sc-ripple-none" }, words.nothing)))));
}

/** A card on its ring; after the pupil has finished, with what is said of it there. */
function lying(activity, card, ring) {
  const { words, answered, check } = activity;
  const said = answered && !check ? [own(card.why, ring.id), card.note].filter(Boolean) : [];
  return h("li", { class: "sc-ripple-card" },
    h("p", {}, badge(activity, card), " ", card.words),
    card.feel && h("p", { class: "sc-ripple-feel" }, words[card.feel]),
    said.map((text) => h("p", { class: "sc-ripple-note" }, text)),
    button("sc-quiet", card, () => activity.take(card), words.move, h("span", { class: "sc-ripple-unseen" }, " ", card.words)));
}

function paint(activity) {
  const { spec, value, words, root, hand } = activity;
  const key = JSON.stringify([value, hand]);
  // Drawn anew only where something has changed: the keyboard stays there.
  if (activity.key === key) return;
  activity.key = key;
  const held = root.contains(document.activeElement) && document.activeElement.dataset.card;
  const cards = seen(spec, value);
  const left = cards.filter((card) => !own(value.placed, card.id));
  if (!left.some((card) => card.id === hand)) activity.hand = null;
  activity.pile.replaceChildren(...left.map((card) => {
    const take = button("sc-ripple-take", card, () => activity.take(card), badge(activity, card), h("span", {}, card.words));
    take.setAttribute("aria-pressed", card.id === activity.hand);
    return h("li", {}, take);
  }));
  root.querySelector(".sc-ripple-left").textContent = left.length ? say(words.left, { count: left.length }) : words.allPlaced;
  root.querySelector(".sc-ripple-turn").hidden = !spec.turn || !cards.some((card) => spec.turn_cards.includes(card));
  activity.into.hidden = !activity.hand;
  activity.water.replaceChildren(...drawing(activity, cards));
  spec.rings.forEach((ring, at) => {
    const here = cards.filter((card) => own(value.placed, card.id) === ring.id);
    activity.lists[at].replaceChildren(...here.map((card) => lying(activity, card, ring)));
    activity.lists[at].hidden = !here.length;
    activity.lists[at].nextSibling.hidden = Boolean(here.length);
  });
  if (held && document.activeElement === document.body) (root.querySelector(`[data-card="${held}"]`) || activity.pile).focus();
}

export default { render: (context) => run(context, { kind: "ripple", verdict: null, begun, build, paint }) };
