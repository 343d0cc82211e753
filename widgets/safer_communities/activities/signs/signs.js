import { h, paintRadios, radios, run, say, shown, why } from "../common.js";

const QUESTION = "next.question";
const own = (held, name) => (held && Object.hasOwn(held, name) ? held[name] : undefined);
const harmsOf = (signs, card) => own(signs, card.id)?.harms || [];
const byId = (list, id) => list.find((each) => each.id === id);
const speaking = (cards, signs, harm) => cards.filter((card) => harmsOf(signs, card).includes(harm.id));
const p = (name, text, props) => h("p", { class: `sc-signs-${name}`, ...props }, text);
const enough = (spec, held) => held.length >= spec.enough && held.some((card) => card.change);

/** Which cards, routes and question fit, and why; the twin of `mark` in signs.py. */
export function verdict(spec, value) {
  const cards = shown(spec, spec.cards, value);
  const items = {};
  for (const card of cards) {
    const chosen = harmsOf(value.signs, card);
    const told = card.harms.map((name) => byId(spec.harms, name).words).join(" · ");
    items[card.id] = { right: chosen.length > 0 && chosen.every((name) => card.harms.includes(name)), why: chosen.length ? told : "" };
  }
  for (const harm of spec.harms) {
    const fitting = cards.filter((card) => card.harms.includes(harm.id));
    if (!enough(spec, fitting)) continue;
    const route = byId(spec.routes, own(value.route, harm.id));
    const right = route?.fits.includes(harm.id) && enough(spec, speaking(fitting, value.signs, harm));
    items[`route.${harm.id}`] = { right: Boolean(right), why: route?.why || "" };
  }
  const asked = byId(spec.questions, value.question);
  items[QUESTION] = { right: Boolean(asked?.gentle), why: asked?.why || "" };
  const all = Object.values(items);
  return { of: all.length, right: all.filter((item) => item.right).length, items };
}

const begun = (value) => Boolean(Object.keys(value.signs || {}).length || value.question);

const seen = ({ spec, value }) => shown(spec, spec.cards, value);
const number = (activity, card) => say("{n}", { n: seen(activity).indexOf(card) + 1 });

/** Say something of a card; a route whose harm has too few signs then is taken back. */
function set(activity, card, patch) {
  const { spec, value } = activity;
  const signs = { ...value.signs, [card.id]: { ...own(value.signs, card.id), ...patch } };
  const open = ([name]) => enough(spec, speaking(spec.cards, signs, { id: name }));
  activity.change({ signs, route: Object.fromEntries(Object.entries(value.route || {}).filter(open)) });
}

function go(activity, card) {
  activity.card = card;
  activity.list = false;
  activity.redraw();
  activity.table.querySelector(".sc-signs-words").focus();
}

/** The card on the table. */
function lying(activity, card) {
  const { spec, words, id } = activity;
  const options = card.innocent.map((text, at) => ({ id: String(at), words: text }));
  const turn = (harm, on) => {
    const others = harmsOf(activity.value.signs, card).filter((each) => each !== harm.id);
    set(activity, card, { harms: on ? [...others, harm.id].sort() : others });
  };
  return [
    p("words", card.words, { id: `${id}-card`, tabindex: "-1" }),
    p("who", say(words.seen, { who: card.who })),
    ...radios(id, [{ id: "innocent", words: words.innocent, options }], (question, option) => set(activity, card, { innocent: Number(option.id) })),
    h("fieldset", { class: "sc-signs-harms" },
      h("legend", {}, words.harms),
      p("first", words.first),
      h("div", { class: "sc-signs-options" }, spec.harms.map((harm) =>
        h("label", { class: "sc-option" },
          h("input", { type: "checkbox", value: harm.id, onchange: (event) => turn(harm, event.target.checked) }),
          h("span", {}, harm.words, harm.note && h("small", {}, " ", harm.note)))))),
    h("div", { class: "sc-signs-why" }),
  ];
}

function build(activity) {
  const { spec, words, id } = activity;
  const button = (text, onclick, name = "sc-quiet") => h("button", { type: "button", class: name, onclick }, text);
  const step = (by) => () => {
    const cards = seen(activity);
    go(activity, cards[(cards.indexOf(activity.card) + by + cards.length) % cards.length]);
  };
  activity.list = false;
  activity.table = h("div", { class: "sc-signs-card", role: "group", "aria-labelledby": `${id}-card` });
  const harms = spec.harms.map((harm) => h("li", { class: "sc-signs-harm", data: { harm: harm.id } },
    h("p", {}, h("strong", {}, harm.words), " ", h("span", {})),
    p("never"),
    radios(id, [{ id: `route.${harm.id}`, words: words.route, options: spec.routes }], (question, option) =>
      activity.change({ route: { ...activity.value.route, [harm.id]: option.id } }))));
  return h("div", { class: "sc-signs-parts" },
    h("div", { class: "sc-signs-one" },
      p("count"),
      activity.table,
      h("div", { class: "sc-signs-steps" },
        button(words.previous, step(-1)), button(words.next, step(1)),
        button(words.list, () => { activity.list = !activity.list; activity.redraw(); }, "sc-quiet sc-signs-open")),
      h("ol", { class: "sc-signs-list", role: "list" }, spec.cards.map((card) =>
        h("li", { data: { card: card.id } }, button([h("b", {}), h("span", {}, card.words, " ", h("small", {}))], () => go(activity, card), ""))))),
    h("div", { class: "sc-signs-together" },
      p("title", words.soFar),
      p("none", words.none),
      h("ul", { role: "list" }, harms),
      radios(id, [{ id: QUESTION, words: words.ask, options: spec.questions }], (question, option) => activity.change({ question: option.id }))));
}

function paint(activity) {
  const { spec, value, words, root, table } = activity;
  const { signs } = value;
  const $ = (name, within = root) => within.querySelector(`.sc-signs-${name}`);
  const cards = seen(activity);
  const items = activity.items();
  if (!cards.includes(activity.card)) [activity.card] = cards;
  const { card } = activity;
  if (table.dataset.item !== card.id) table.replaceChildren(...lying(activity, card));
  table.dataset.item = card.id;
  const { innocent } = own(signs, card.id) || {};
  const told = own(items, card.id);
  $("harms").disabled = innocent === undefined;
  $("first").hidden = innocent !== undefined;
  for (const input of $("harms").querySelectorAll("input")) input.checked = harmsOf(signs, card).includes(input.value);
  $("why").replaceChildren(...(told ? [why(told.right, told.right ? words.yes : words.lookHere,
    told.why ? `${words.may} ${told.why}. ${card.change ? words.change : ""}` : words.notYet)] : []));
  const count = cards.filter((each) => harmsOf(signs, each).length).length;
  $("count").textContent = say(words.card, { at: cards.indexOf(card) + 1, of: cards.length, count });
  $("open").setAttribute("aria-expanded", activity.list);
  $("list").dataset.open = activity.list;
  for (const row of $("list").children) {
    const each = byId(spec.cards, row.dataset.card);
    const item = own(items, each.id);
    const named = harmsOf(signs, each).map((name) => byId(spec.harms, name).words);
    row.hidden = !cards.includes(each);
    row.firstChild.setAttribute("aria-current", each === card);
    row.querySelector("b").textContent = number(activity, each);
    row.querySelector("small").textContent = [...(item ? [item.right ? words.yes : words.lookHere] : []), ...named].join(" · ");
  }
  const chosen = { innocent: String(innocent), [QUESTION]: value.question };
  const open = Object.keys(chosen);
  for (const row of root.querySelectorAll(".sc-signs-harm")) {
    const harm = byId(spec.harms, row.dataset.harm);
    const held = speaking(cards, signs, harm);
    const whole = enough(spec, held);
    row.hidden = !held.length;
    if (whole) open.push(`route.${harm.id}`);
    const numbers = held.map((each) => number(activity, each)).join(" · ");
    row.querySelector("span").textContent = say(words.cards, { numbers });
    $("never", row).textContent = whole ? "" : held.length < spec.enough ? words.one : words.noChange;
  }
  $("none").hidden = count > 0;
  paintRadios({ root, words, items: () => items }, open, (name) => chosen[name] ?? own(value.route, name.slice(6)));
}

export default { render: (context) => run(context, { kind: "signs", verdict, begun, build, paint }) };
