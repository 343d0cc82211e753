import { h, own, run, say, shown, why } from "../common.js";

const TICKS = 11;

/** Which guesses are near their figure, and why; the twin of `mark` in estimate.py. */
export function verdict(spec, value) {
  const guesses = shown(spec, spec.guesses, value);
  const items = {};
  let right = 0;
  for (const guess of guesses) {
    const number = own(value.guesses, guess.id);
    const near = number !== undefined && Math.abs(number - guess.true) <= guess.within;
    if (near) right += 1;
    const told = number === undefined ? "" : guess.why[near ? "near" : number < guess.true ? "low" : "high"];
    items[guess.id] = { right: near, why: told };
  }
  return { of: guesses.length, right, items };
}

function begun(value) {
  return Object.keys(value.guesses || {}).length > 0;
}

const numberOf = (activity, guess) => own(activity.value.guesses, guess.id);
const written = (n) => say("{n}", { n });

/** A number as it is read: with its unit, where it has one. */
function amount({ words }, guess, number) {
  return guess.unit ? say(words.amount, { number, unit: guess.unit }) : written(number);
}

/** The nearest number of the scale. */
function onScale({ low, high, step }, number) {
  return Math.min(high, Math.max(low, low + Math.round((number - low) / step) * step));
}

function build(activity) {
  const { spec, words, id } = activity;
  const set = (guess, number) => {
    const { [guess.id]: before, ...others } = activity.value.guesses || {};
    if (before !== number) activity.change({ guesses: number === undefined ? others : { ...others, [guess.id]: number } });
  };
  const slider = (guess) => {
    // A press on the handle, or Space on it, takes the place where it already stands.
    const take = (event) => set(guess, Number(event.target.value));
    return h("input", {
      type: "range", class: "sc-guess-slider", min: guess.low, max: guess.high, step: guess.step,
      "aria-labelledby": `${id}-${guess.id}`, oninput: take, onclick: take,
      onkeydown: (event) => { if (/^( |enter)$/i.test(event.key)) { event.preventDefault(); take(event); } },
    });
  };
  const box = (guess) => h("input", {
    type: "number", class: "sc-guess-number", inputmode: "numeric", min: guess.low, max: guess.high, step: guess.step,
    oninput: ({ target }) => {
      const number = target.valueAsNumber;
      if (number === onScale(guess, number)) set(guess, number);
    },
    onchange: ({ target }) => {
      if (!target.validity.badInput) set(guess, target.value === "" ? undefined : onScale(guess, target.valueAsNumber));
      target.value = numberOf(activity, guess) ?? "";
    },
  });
  return h("div", { class: "sc-guesses" }, spec.guesses.map((guess) =>
    h("fieldset", { class: "sc-guess", data: { item: guess.id } },
      h("legend", { id: `${id}-${guess.id}` }, guess.words),
      h("div", { class: "sc-guess-row" },
        h("div", { class: "sc-guess-scale" },
          h("b", { class: "sc-guess-flag", "aria-hidden": "true" }),
          h("div", { class: "sc-guess-line", "aria-hidden": "true" },
            h("div", { class: "sc-guess-ticks" }, Array.from({ length: TICKS }, () => h("i"))),
            h("div", { class: "sc-guess-way" }), h("div", { class: "sc-guess-pin" })),
          slider(guess),
          h("div", { class: "sc-guess-ends", "aria-hidden": "true" },
            [guess.low, guess.high].map((end) => h("span", {}, written(end))))),
        h("label", { class: "sc-guess-box" },
          h("span", { class: "sc-guess-yours" }, words.yours), " ", box(guess), " ", guess.unit ? h("span", {}, guess.unit) : null)),
      h("p", { class: "sc-guess-empty" }, words.empty),
      h("div", { class: "sc-item-why" }))));
}

/** What is said once the figure may be seen: both numbers, what is in the guess, and the source. */
function told(activity, guess, number, item) {
  const { words, scored } = activity;
  const lead = item.right ? words.close : number < guess.true ? words.higher : words.lower;
  const { lang, dataset } = document.documentElement;
  const date = guess.checked && new Intl.DateTimeFormat(!lang || lang === "en" ? "en-GB" : lang, {
    dateStyle: "long", timeZone: "UTC", numberingSystem: dataset.digits,
  }).format(new Date(guess.checked));
  return [
    h("p", { class: "sc-guess-both" },
      h("span", { class: "sc-guess-mine" }, say(words.guessed, { guess: amount(activity, guess, number) })), " ",
      h("strong", { class: "sc-guess-true" }, say(words.figure, { figure: amount(activity, guess, guess.true) }))),
    // A guess that does not count is never marked as one to look at again: there is nothing to know.
    item.right || scored ? why(item.right, lead, item.why)
      : h("p", { class: "sc-why sc-guess-note" }, h("span", {}, h("strong", {}, lead), " ", item.why)),
    h("p", { class: "sc-guess-source" }, words.source, " ",
      h("cite", guess.checked ? { lang: "en", dir: "ltr" } : {}, guess.source),
      date ? h("span", { class: "sc-guess-read" }, say(words.read, { date })) : null),
  ];
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const items = activity.items();
  const here = shown(spec, spec.guesses, value);
  for (const guess of spec.guesses) {
    const fieldset = root.querySelector(`.sc-guess[data-item="${guess.id}"]`);
    const number = numberOf(activity, guess);
    const item = own(items, guess.id);
    const seen = Boolean(item) && number !== undefined;
    const slide = fieldset.querySelector(".sc-guess-slider");
    const box = fieldset.querySelector(".sc-guess-number");
    const at = (place) => (place - guess.low) / (guess.high - guess.low);
    fieldset.hidden = !here.includes(guess);
    fieldset.dataset.guessed = number !== undefined;
    fieldset.dataset.seen = seen;
    slide.value = number ?? onScale(guess, (guess.low + guess.high) / 2);
    slide.setAttribute("aria-valuetext", number === undefined ? words.empty : amount(activity, guess, number));
    // While a pupil types in the box, it is theirs.
    if (document.activeElement !== box) box.value = number ?? "";
    if (seen) {
      fieldset.style.setProperty("--sc-true", at(guess.true));
      fieldset.style.setProperty("--sc-from", at(Math.min(number, guess.true)));
      fieldset.style.setProperty("--sc-far", at(Math.max(number, guess.true)) - at(Math.min(number, guess.true)));
    }
    fieldset.querySelector(".sc-guess-flag").textContent = seen ? written(guess.true) : "";
    fieldset.querySelector(".sc-guess-empty").hidden = number !== undefined;
    fieldset.querySelector(".sc-item-why").replaceChildren(...(seen ? told(activity, guess, number, item)
      : item && activity.scored ? [why(false, words.lookHere, words.notYet)] : []));
  }
}

export default { render: (context) => run(context, { kind: "estimate", verdict, begun, build, paint }) };
