import { h, run, say } from "../common.js";

// As LONGEST in story.py: a way that goes round and round has an end.
const LONGEST = 40;

/** Nothing of nothing; the twin of `mark` in story.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

function begun(value) {
  return (value.way || []).length > 0;
}

/** The steps of a way, each with its scene and what was chosen there; and the scene it has come to. */
function walked(spec, way) {
  const scenes = new Map(spec.scenes.map((scene) => [scene.id, scene]));
  let here = scenes.get(spec.start);
  const steps = [];
  for (const step of way) {
    const choice = here.choices.find((each) => `${here.id}.${each.id}` === step);
    if (!choice) break;
    steps.push({ scene: here, choice });
    here = scenes.get(choice.leads);
  }
  return { steps, here };
}

/** A scene's name on the map: its title, or its first sentence. */
function named({ title, words: told }) {
  const [said] = told.split("\u001e");
  return title || (/^.*?[.!?\u061f\u06d4\u0964](?=\s|$)/.exec(said) || [said])[0];
}

function build(activity) {
  const { words } = activity;
  const way = () => activity.value.way || [];
  /** Go to where a way leads. The keyboard goes on where the new scene is read (WCAG 2.4.3). */
  activity.go = (next) => {
    activity.change({ way: next });
    activity.scene.focus();
  };
  activity.scene = h("div", { class: "sc-story-scene", tabindex: "-1" });
  activity.choices = h("div", { class: "sc-story-next" });
  activity.back = h("button", { type: "button", class: "sc-quiet", onclick: () => activity.go(way().slice(0, -1)) }, words.back);
  activity.restart = h("button", { type: "button", class: "sc-quiet", onclick: () => activity.go([]) }, words.restart);
  activity.map = h("ol", { class: "sc-story-map", role: "list", "aria-label": words.map });
  activity.trail = h("div", { class: "sc-story-trail" }, h("p", { class: "sc-story-map-title", "aria-hidden": "true" }, words.map), activity.map);
  return h("div", { class: "sc-story-all" },
    h("div", { class: "sc-story-parts" },
      h("div", { class: "sc-story-page" }, activity.scene, activity.choices, h("div", { class: "sc-story-steps" }, activity.back, activity.restart)),
      activity.trail));
}

/** What is read: why what was chosen is a good or a hard way, then what happens. */
function scene(activity, here, last) {
  const { words } = activity;
  return [
    last?.choice.why && h("p", { class: "sc-story-why" }, last.choice.why),
    here.picture && h("img", { class: "sc-story-picture", src: here.picture, alt: here.alt }),
    h("p", { class: "sc-story-words" }, here.words),
    !here.choices.length && h("p", { class: "sc-story-end" }, words.ends),
  ].filter(Boolean);
}

function next(activity, here, way) {
  const { words } = activity;
  if (!here.choices.length) return [];
  if (way.length >= LONGEST) return [h("p", {}, words.long)];
  return [
    h("p", { class: "sc-story-choose" }, words.choose),
    h("ul", { class: "sc-story-choices", role: "list" }, here.choices.map((choice) =>
      h("li", {}, h("button", {
        type: "button", class: "sc-story-choice", data: { choice: `${here.id}.${choice.id}` },
        onclick: () => activity.go([...way, `${here.id}.${choice.id}`]),
      }, h("span", {}, choice.words))))),
  ];
}

/** The way as a line of dots. After an ending the ways nobody has gone lead off it. */
function drawn(activity, steps, here, way) {
  const { words } = activity;
  const ended = !here.choices.length;
  const number = (at) => h("span", { class: "sc-story-dot" }, say("{number}", { number: at + 1 }));
  const untried = (from, at) => {
    const left = ended ? from.choices.filter((choice) => !way.includes(`${from.id}.${choice.id}`)) : [];
    // A scene met twice tells its other ways once, where it was met last.
    if (!left.length || steps.slice(at + 1).some((step) => step.scene === from)) return null;
    return h("div", { class: "sc-story-untried" }, h("p", {}, words.untried),
      h("ul", { role: "list" }, left.map((choice) =>
        h("li", {}, h("button", { type: "button", class: "sc-story-branch", onclick: () => activity.go(way.slice(0, at)) }, h("span", {}, choice.words))))));
  };
  return [
    ...steps.map((step, at) => h("li", {}, number(at), h("div", {},
      h("p", { class: "sc-story-at" }, named(step.scene)),
      h("p", { class: "sc-story-took" }, step.choice.words),
      untried(step.scene, at)))),
    h("li", { class: ended ? "sc-story-ended" : "", "aria-current": "step" }, number(steps.length), h("div", {},
      h("p", { class: "sc-story-at" }, named(here)),
      h("p", { class: "sc-story-now" }, ended ? words.ends : words.here))),
  ];
}

function paint(activity) {
  const { spec, root } = activity;
  const way = activity.value.way || [];
  const key = way.join(" ");
  // Drawn anew only where the way has changed, so that what has the keyboard keeps it.
  if (activity.key === key) return;
  activity.key = key;
  const { steps, here } = walked(spec, way);
  const held = root.contains(document.activeElement);
  activity.scene.className = `sc-story-scene ${here.ending ? `sc-story-${here.ending}` : ""}`;
  activity.scene.replaceChildren(...scene(activity, here, steps.at(-1)));
  activity.choices.replaceChildren(...next(activity, here, way));
  activity.back.hidden = activity.restart.hidden = !steps.length;
  activity.map.replaceChildren(...drawn(activity, steps, here, way));
  activity.trail.hidden = !steps.length;
  if (held && document.activeElement === document.body) activity.scene.focus();
}

export default { render: (context) => run(context, { kind: "story", verdict: null, begun, build, paint }) };
