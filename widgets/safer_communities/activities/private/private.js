import { h, run, say } from "../common.js";

const MOST = 60;
const MARK = "data-sc-not-printed";
// The fingers of a hand, thumb first: x, y, width, height and turn of each, as private.paper.html has them too.
const FINGERS = [[111, 200, 78, 270, -38], [128, 78, 76, 290, -5], [212, 34, 76, 310, 0], [296, 64, 76, 300, 4], [372, 140, 72, 300, 8]];
const PALM = "M128 300q0-40 40-40h236q40 0 40 46v80q0 140-134 140h-50q-132 0-132-132z";

/** Nothing of nothing; the twin of `mark` in private.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

const number = (at) => say("{number}", { number: at + 1 });

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A hand, drawn twice: its outline below, its skin on top, so that the fingers grow out of the palm. */
function hand() {
  const shapes = (name) => svg("g", { class: name }, svg("path", { d: PALM }),
    ...FINGERS.map(([x, y, width, height, turn]) =>
      svg("rect", { x, y, width, height, rx: width / 2, transform: `rotate(${turn} ${x + width / 2} ${y + height})` })));
  return svg("svg", { viewBox: "-70 0 570 540", class: "sc-private-drawing" }, shapes("sc-private-line"), shapes("sc-private-skin"));
}

/** Print one element: what is beside it and beside what holds it stays off the paper. */
function printAlone(root) {
  const beside = [];
  for (let up = root; up.parentElement && up !== document.body; up = up.parentElement) {
    beside.push(...[...up.parentElement.children].filter((each) => each !== up));
  }
  for (const each of beside) each.setAttribute(MARK, "");
  root.classList.add("sc-private-alone");
  window.addEventListener("afterprint", () => {
    for (const each of beside) each.removeAttribute(MARK);
    root.classList.remove("sc-private-alone");
  }, { once: true });
  window.print();
}

/** What is written stays in the boxes: no part of it is put into the answer, which is all that is ever kept or sent. */
function build(activity) {
  const { spec, words, id } = activity;
  const told = h("p", { class: "sc-private-told", role: "status" });
  const onHand = spec.places.map(() => h("span", { dir: "auto" }));
  activity.boxes = spec.places.map((place, at) => h("input", {
    type: "text", id: `${id}-${place.id}`, maxlength: MOST, dir: "auto", class: "sc-private-box",
    // A browser may offer what was typed to the next child, or send it away to be spelled.
    autocomplete: "off", autocorrect: "off", spellcheck: "false", writingsuggestions: "false", "data-gramm": "false",
    oninput: (event) => {
      onHand[at].textContent = event.target.value;
      told.textContent = "";
      activity.redraw();
    },
  }));
  const clear = () => {
    activity.boxes.forEach((box, at) => { box.value = onHand[at].textContent = ""; });
    activity.redraw();
  };
  // A page that is left may be brought back by whoever sits here next.
  window.addEventListener("pagehide", clear);
  return h("div", { class: `sc-private-all sc-private-${spec.shape}` },
    h("p", { class: "sc-private-secret" }, words.secret),
    h("div", { class: "sc-private-parts" },
      spec.shape === "hand" && h("div", { class: "sc-private-picture", dir: "ltr", "aria-hidden": "true" }, hand(),
        onHand.map((text, at) => h("div", { class: `sc-private-finger sc-private-finger-${at + 1}` }, h("b", {}, number(at)), text))),
      h("ol", { class: "sc-private-boxes", role: "list" }, spec.places.map((place, at) => h("li", {},
        h("label", { for: `${id}-${place.id}` }, h("b", { class: "sc-private-number", "aria-hidden": "true" }, number(at)), h("span", {}, place.words)),
        activity.boxes[at])))),
    h("p", { class: "sc-private-worry" }, words.worry),
    h("div", { class: "sc-private-steps" },
      h("button", { type: "button", class: "sc-quiet", onclick: () => printAlone(activity.root) }, words.print),
      h("button", { type: "button", class: "sc-quiet", onclick: () => {
        clear();
        told.textContent = words.cleared;
        activity.boxes[0].focus();
      } }, words.clear),
      told));
}

/** Begun once there is something in a box: the answer itself does not know. */
function render(context) {
  let boxes = [];
  return run(context, {
    kind: "private", verdict: null, keeps: false,
    begun: (value) => Boolean(value.checked) || boxes.some((box) => box.value.trim()),
    build: (activity) => {
      const built = build(activity);
      boxes = activity.boxes;
      return built;
    },
    paint: () => {},
  });
}

export default { render };
