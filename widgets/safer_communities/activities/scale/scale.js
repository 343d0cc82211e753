import { h, run, shown } from "../common.js";

const DISC = "M24 2a22 22 0 1 0 0 44a22 22 0 1 0 0-44z";
const EYES = ["M19 16v3M33 16v3", "M17 17.5v3M31 17.5v3"];
// One face for everybody, from thinking to beaming: the first step is no sad place to be.
const MOUTHS = ["M19 32h11", "M17 31.5q7 4 14 0", "M15 30q9 8.5 18 0", "M13.5 28.5h21q-1.5 11-10.5 11t-10.5-11z"];
const TUBE = "M19 9a5 5 0 0 1 10 0v20a9 9 0 1 1-10 0z";
const LEVELS = [27, 21.5, 16, 9.5];

/** Nothing of nothing; the twin of `mark` in scale.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

function begun(value) {
  return Object.keys(value.answers || {}).length > 0;
}

/** A drawing of paths: [class, d] each. It says nothing that the word beside it does not. */
function drawing(paths) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "sc-step-drawing");
  for (const [name, line] of paths) {
    const path = document.createElementNS(ns, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

function face(index) {
  return drawing([["sc-face", DISC], ["sc-face-line", EYES[index ? 1 : 0]], [index === 3 ? "sc-face-grin" : "sc-face-line", MOUTHS[index]]]);
}

function thermometer(index) {
  return drawing([["sc-tube", TUBE], ["sc-bulb", "M24 36.5h.01"], ["sc-warmth", `M24 36.5V${LEVELS[index]}`]]);
}

function build(activity) {
  const { spec, id } = activity;
  const draw = spec.faces ? face : thermometer;
  return h("div", { class: "sc-statements" }, spec.statements.map((statement) =>
    h("fieldset", { class: "sc-statement", data: { item: statement.id } },
      h("legend", {}, statement.words),
      h("div", { class: "sc-steps" }, spec.steps.map((words, index) =>
        h("label", { class: "sc-step" },
          draw(index),
          h("span", { class: "sc-step-words" }, words),
          h("input", {
            type: "radio", name: `${id}-${statement.id}`, value: index + 1,
            onchange: () => activity.change({ answers: { ...activity.value.answers, [statement.id]: index + 1 } }),
          })))))));
}

function paint(activity) {
  const { spec, value } = activity;
  const here = shown(spec, spec.statements, value).map((statement) => statement.id);
  for (const box of activity.root.querySelectorAll(".sc-statement")) {
    const name = box.dataset.item;
    box.hidden = !here.includes(name);
    for (const input of box.querySelectorAll("input")) input.checked = Number(input.value) === (value.answers || {})[name];
  }
}

export default { render: (context) => run(context, { kind: "scale", verdict: null, begun, build, paint }) };
