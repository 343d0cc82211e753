import { h, own, paintRadios, radios, run, say, shown } from "../common.js";

const MOST = 500;

/** Which claims are judged rightly, and why; the twin of `mark` in chance.py. */
export function verdict(spec, value) {
  const items = {};
  let right = 0;
  const claims = shown(spec, spec.claims, value);
  for (const claim of claims) {
    const chosen = own(value.claims, claim.id);
    if (chosen === claim.answer) right += 1;
    items[claim.id] = { right: chosen === claim.answer, why: chosen ? claim.why[chosen] : "" };
  }
  return { of: claims.length, right, items };
}

/** Whole numbers from 0 to 2**32 - 1: mulberry32, the same lines as `numbers` in chance.py. */
function* numbers(seed) {
  let state = seed;
  for (;;) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield (mixed ^ (mixed >>> 14)) >>> 0;
  }
}

/** The prizes in a pupil's boxes, in order; the twin of `opened` in chance.py. */
export function opened(spec, value) {
  const found = [];
  const chance = numbers(value.seed || 0);
  while (found.length < (value.opened || 0)) {
    let place = Math.floor((chance.next().value * 100) / 2 ** 32);
    found.push(spec.prizes.find((prize) => { place -= prize.share; return place < 0; }).id);
  }
  return found;
}

function begun(value) {
  return Boolean(value.opened) || Object.keys(value.claims || {}).length > 0;
}

function build(activity) {
  const { spec, words, id } = activity;
  const open = (n) => {
    const { seed = crypto.getRandomValues(new Uint32Array(1))[0], opened: before = 0 } = activity.value;
    activity.change({ seed, opened: Math.min(before + n, MOST) }, { stays: true });
  };
  const options = [["yes", words.so], ["no", words.notSo], ["cannot-tell", words.cannotTell]];
  const claims = spec.claims.map((claim) => ({ ...claim, options: options.map(([name, text]) => ({ id: name, words: text })) }));
  return h("div", {},
    h("fieldset", { class: "sc-chance-boxes" },
      h("legend", { class: "sc-chance-head" }, spec.box),
      h("p", {}, words.pretend, " ", say(words.costs, { price: spec.price, unit: spec.unit })),
      h("div", { class: "sc-chance-open", role: "group", "aria-label": words.openHow },
        spec.boxes.map((n) => h("button", { type: "button", class: "sc-quiet", onclick: () => open(n) }, say(words.open, { n })))),
      h("p", { class: "sc-chance-spent", role: "status" }),
      h("table", { class: "sc-chance-piles" },
        h("caption", {}, words.piles),
        h("tbody", {}, spec.prizes.map((prize) =>
          h("tr", { data: { prize: prize.id } },
            h("th", { scope: "row" }, prize.words, h("span", { class: "sc-chance-share" }, " ", say(words.share, { share: prize.share })),
              h("span", { class: "sc-chance-bar", "aria-hidden": "true" })),
            h("td", { class: "sc-chance-count" }))))),
      h("p", { class: "sc-chance-since" }),
      h("p", {}, say(words.memory, { prize: spec.prizes.at(-1).words, share: spec.prizes.at(-1).share }))),
    h("fieldset", { class: "sc-chance-claims" },
      h("legend", { class: "sc-chance-head" }, words.claims),
      h("div", { class: "sc-questions" }, radios(id, claims, (claim, option) =>
        activity.change({ claims: { ...activity.value.claims, [claim.id]: option.id } })))));
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const found = opened(spec, value);
  const rare = spec.prizes.at(-1);
  const counts = new Map(spec.prizes.map((prize) => [prize.id, 0]));
  for (const name of found) counts.set(name, counts.get(name) + 1);
  const longest = Math.max(...counts.values(), 1);
  for (const row of root.querySelectorAll("[data-prize]")) {
    const n = counts.get(row.dataset.prize);
    row.querySelector(".sc-chance-count").textContent = say("{n}", { n });
    row.querySelector(".sc-chance-bar").style.inlineSize = `${(n / longest) * 100}%`;
  }
  const newest = spec.prizes.find((prize) => prize.id === found.at(-1));
  const said = [
    say(words.spent, { n: found.length, spent: found.length * spec.price, unit: spec.unit }),
    newest ? say(words.newest, { prize: newest.words }) : "",
    found.length < MOST ? "" : words.enough,
  ].join(" ").trim();
  const status = root.querySelector(".sc-chance-spent");
  if (status.textContent !== said) status.textContent = said;
  root.querySelector(".sc-chance-since").textContent =
    say(words.since, { prize: rare.words, n: found.length - 1 - found.lastIndexOf(rare.id) });
  for (const button of root.querySelectorAll(".sc-chance-open button")) button.disabled = found.length >= MOST;
  paintRadios(activity, shown(spec, spec.claims, value).map((claim) => claim.id), (name) => own(value.claims, name));
}

export default { render: (context) => run(context, { kind: "chance", verdict, begun, build, paint }) };
