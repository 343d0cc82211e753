import { h, run, say, shown, why } from "../common.js";

// How large a mark is, and the room that a row of the timeline has for its letter.
const SIZE = 28;
const START = 30;
const DAY = 864e5;
const WEEK = 7 * DAY;
const NONE = "none";

const linksOf = (value, card) => (Object.hasOwn(value.links || {}, card) ? value.links[card] : []);
const asked = (value) => value.missing || [];

/** Which patterns were found and what was asked for; the twin of `mark` in linking.py. */
export function verdict(spec, value) {
  const here = shown(spec, spec.cards, value).map((card) => card.id);
  const items = {};
  for (const pattern of spec.patterns) {
    const fits = here.filter((name) => pattern.cards.includes(name));
    const linked = here.filter((name) => linksOf(value, name).includes(pattern.id));
    if (!fits.length) continue;
    const right = linked.length >= Math.min(2, fits.length) && linked.every((name) => fits.includes(name));
    items[pattern.id] = { right, why: right ? pattern.why : linked.length ? pattern.near : "" };
  }
  for (const each of spec.missing) {
    const chosen = asked(value).includes(each.id);
    items[each.id] = { right: chosen === each.helps, why: chosen ? each.why : "" };
  }
  const all = Object.values(items);
  return { of: all.length, right: all.filter((item) => item.right).length, items };
}

function begun(value) {
  return asked(value).length > 0 || Object.values(value.links || {}).some((linked) => linked.length);
}

const time = ({ when }) => Date.parse(when.length > 10 ? `${when.replace(" ", "T")}Z` : when);

function told(at, parts) {
  const { lang, dataset } = document.documentElement;
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "short", ...parts, calendar: "gregory", numberingSystem: dataset.digits, timeZone: "UTC" }).format(at);
}

function when(card) {
  const hour = card.when.length > 10 && { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return told(time(card), { weekday: "short", ...hour });
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function build(activity) {
  const { spec, words, id } = activity;
  const cards = [...spec.cards].sort((a, b) => time(a) - time(b) || (a.id < b.id ? -1 : 1))
    .map((card, at) => ({ ...card, number: say("{number}", { number: at + 1 }) }));
  // "Nothing links it" stands last, whatever the order of the others.
  const last = (each) => each.id === NONE;
  const patterns = [...spec.patterns].sort((a, b) => last(a) - last(b)).map((each, at) => ({ ...each, letter: "ABCDE"[at] }));
  Object.assign(activity, { cards, patterns });
  activity.press = (card, stay) => {
    activity.open = activity.open === card.id && !stay ? null : card.id;
    activity.redraw();
  };
  const link = (card, pattern) => {
    const before = linksOf(activity.value, card.id);
    const on = before.includes(pattern.id) ? [] : [pattern.id];
    const others = before.filter((each) => each !== pattern.id && each !== NONE && !(on.length && last(pattern)));
    activity.change({ links: { ...activity.value.links, [card.id]: [...others, ...on].sort() } });
  };
  const ask = (each, on) => activity.change({ missing: [...asked(activity.value).filter((name) => name !== each), ...(on ? [each] : [])].sort() });
  const badge = (pattern) => h("b", { class: "sc-link-letter", data: { letter: pattern.id } }, pattern.letter);
  const said = () => h("div", { class: "sc-item-why" });
  const row = (card) => h("li", { class: "sc-link-row", data: { card: card.id } },
    h("button", { type: "button", class: "sc-link-card", onclick: () => activity.press(card) },
      h("b", { class: "sc-link-number" }, card.number),
      h("span", { class: "sc-link-text" }, h("strong", {}, card.words), " ",
        h("span", { class: "sc-link-where" }, [when(card), card.place, card.people].filter(Boolean).map((text) => h("span", {}, text, " ")))),
      h("span", { class: "sc-link-badges" }, patterns.map(badge))),
    h("div", { class: "sc-link-into", role: "group", "aria-label": say(words.which, { number: card.number }) },
      patterns.map((pattern) => h("button", {
        type: "button", class: "sc-link-to", data: { pattern: pattern.id }, onclick: () => link(card, pattern),
      }, badge(pattern), h("span", {}, pattern.words)))));
  const found = (pattern) => h("li", { class: "sc-link-pattern", data: { item: pattern.id } },
    h("p", {}, badge(pattern), " ", h("strong", {}, pattern.words), " ", h("span", { class: "sc-link-held" })), said());
  const option = (each) => h("div", { data: { item: each.id } },
    h("label", { class: "sc-option" },
      h("input", { type: "checkbox", onchange: (event) => ask(each.id, event.target.checked) }), h("span", {}, each.words)), said());
  // The map is not mirrored. Its marks and the timeline's can be pressed; the list does the same.
  const map = h("div", { class: "sc-link-map", dir: "ltr" }, h("img", { src: spec.picture, alt: spec.alt, draggable: "false" }),
    svg("svg", { class: "sc-link-marks", "aria-hidden": "true" }));
  new ResizeObserver(() => draw(activity)).observe(map);
  return h("div", { class: "sc-link-all" },
    h("div", { class: "sc-link-top" },
      h("div", { class: "sc-link-seen" }, map, h("p", { class: "sc-link-name", "aria-hidden": "true" }, words.timeline),
        svg("svg", { class: "sc-link-time", "aria-hidden": "true" })),
      h("div", {}, h("p", { class: "sc-link-how" }, h("strong", {}, words.how), " ", h("span", {})),
        h("ol", { class: "sc-link-cards", role: "list", "aria-label": words.log }, cards.map(row)))),
    h("p", { class: "sc-link-name", id: `${id}-found` }, words.patterns),
    h("ul", { class: "sc-link-patterns", role: "list", "aria-labelledby": `${id}-found` }, patterns.map(found)),
    h("fieldset", { class: "sc-link-missing" }, h("legend", { class: "sc-link-name" }, words.missing), h("div", { class: "sc-options" }, spec.missing.map(option))));
}

/** The mark of a card at a place: filled once it is linked. */
function mark(activity, card, x, y) {
  const linked = linksOf(activity.value, card.id).length > 0;
  const made = svg("g", { class: `sc-link-mark${linked ? " sc-link-joined" : ""}${activity.open === card.id ? " sc-link-lit" : ""}` },
    svg("circle", { cx: x, cy: y, r: SIZE / 2 - 1 }), svg("text", { x, y, dy: ".36em" }, card.number));
  made.addEventListener("click", () => {
    activity.press(card, true);
    activity.root.querySelector(`[data-card="${card.id}"] button`).focus();
  });
  return made;
}

/** The cards on the map: those of one place stand close together round it, four in a row. */
function onMap(activity, cards, width, height) {
  const within = (place, length, room) => Math.min(Math.max(place, room), length - room);
  return cards.map((card) => {
    const here = cards.filter((each) => `${each.at}` === `${card.at}`);
    const at = here.indexOf(card);
    const [wide, tall] = [(Math.min(here.length, 4) * SIZE) / 2, (Math.ceil(here.length / 4) * SIZE) / 2];
    const x = within(card.at[0] * width, width, wide) - wide + ((at % 4) + 0.5) * SIZE;
    return mark(activity, card, x, within(card.at[1] * height, height, tall) - tall + (Math.floor(at / 4) + 0.5) * SIZE);
  });
}

/** All cards by time in the first row, and a row for each pattern that links some; and its height. */
function byTime(activity, cards, width) {
  const [first, last] = [time(cards[0]), time(cards.at(-1))];
  const turned = getComputedStyle(activity.root).direction === "rtl";
  const side = (x) => (turned ? width - x : x);
  const across = (at) => START + SIZE / 2 + ((at - first) / (last - first || 1)) * (width - START - SIZE);
  const drawn = [];
  let down = 2;
  for (const { id, letter } of [{ letter: "" }, ...activity.patterns]) {
    const here = cards.filter((card) => !id || linksOf(activity.value, card.id).includes(id));
    if (!here.length) continue;
    // Where marks would cover each other, the later one goes a step down.
    const ends = [];
    drawn.push(...here.map((card) => {
      const x = across(time(card));
      const free = ends.findIndex((end) => end <= x - SIZE);
      const level = free < 0 ? ends.length : free;
      ends[level] = x;
      return mark(activity, card, side(x), down + (level + 0.5) * SIZE);
    }));
    const end = down + ends.length * SIZE;
    drawn.push(svg("text", { x: side(12), y: (down + end) / 2, dy: ".36em" }, letter), svg("line", { x1: 0, x2: width, y1: end + 4, y2: end + 4 }));
    down = end + 8;
  }
  // A line where each week begins, on Monday: the first of January 1970 was a Thursday.
  let free = 0;
  for (let at = Math.ceil((first - 4 * DAY) / WEEK) * WEEK + 4 * DAY; at <= last; at += WEEK) {
    const x = across(at);
    drawn.unshift(svg("line", { x1: side(x), x2: side(x), y1: 0, y2: down, class: "sc-link-week" }));
    if (x < free || x > width - 26) continue;
    free = x + 60;
    drawn.push(svg("text", { x: side(x), y: down + 14, class: "sc-link-day" }, told(at)));
  }
  return [drawn, down + 20];
}

function draw(activity) {
  const { spec, value, root, cards } = activity;
  const here = shown(spec, cards, value);
  const { clientWidth: width, clientHeight: height } = root.querySelector(".sc-link-map");
  if (!width || !height) return;
  root.querySelector(".sc-link-marks").replaceChildren(...onMap(activity, here, width, height));
  const [drawn, tall] = byTime(activity, here, width);
  const line = root.querySelector(".sc-link-time");
  line.setAttribute("height", tall);
  line.replaceChildren(...drawn);
}

function paint(activity) {
  const { spec, value, words, root, cards, patterns } = activity;
  const verdicts = activity.items();
  const here = shown(spec, cards, value);
  const box = (name) => root.querySelector(`[data-item="${name}"]`);
  const tell = (name, nothing) => {
    const item = verdicts[name];
    const text = item && (item.why || (!item.right && nothing));
    box(name).querySelector(".sc-item-why").replaceChildren(...(text ? [why(item.right, item.right ? words.yes : words.lookHere, text)] : []));
  };
  for (const card of cards) {
    const row = root.querySelector(`[data-card="${card.id}"]`);
    const linked = linksOf(value, card.id);
    const open = activity.open === card.id;
    row.hidden = !here.includes(card);
    row.dataset.links = linked.join(" ");
    row.firstChild.setAttribute("aria-expanded", open);
    row.lastChild.hidden = !open;
    for (const badge of row.firstChild.querySelectorAll("[data-letter]")) badge.hidden = !linked.includes(badge.dataset.letter);
    for (const button of row.lastChild.children) button.setAttribute("aria-pressed", linked.includes(button.dataset.pattern));
  }
  const count = here.filter((card) => !linksOf(value, card.id).length).length;
  root.querySelector(".sc-link-how span").textContent = count ? say(words.left, { count }) : words.allLinked;
  for (const { id } of patterns) {
    const numbers = here.filter((card) => linksOf(value, card.id).includes(id)).map((card) => card.number).join(", ");
    box(id).querySelector(".sc-link-held").textContent = numbers ? say(words.cards, { numbers }) : words.noCards;
    tell(id, words.notYet);
  }
  for (const { id } of spec.missing) {
    box(id).querySelector("input").checked = asked(value).includes(id);
    tell(id, words.unasked);
  }
  draw(activity);
}

export default { render: (context) => run(context, { kind: "linking", verdict, begun, build, paint }) };
