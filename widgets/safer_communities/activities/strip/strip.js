import { h, run, say, shown, why } from "../common.js";

const own = (held, name) => (held && Object.hasOwn(held, name) ? held[name] : undefined);

function found(scene, exits) {
  const named = own(exits, scene.id) || [];
  return scene.exit && named.length > 0 && named.every((name) => scene.who.includes(name));
}

/** Whether as many exits were found as are to be found: then one that was not marked is no fault. */
function enough(spec, value) {
  const scenes = shown(spec, spec.scenes, value);
  const count = scenes.filter((scene) => found(scene, value.exits)).length;
  return count >= Math.min(spec.least, scenes.filter((scene) => scene.exit).length);
}

/** Which scenes were seen rightly, and why; the twin of `mark` in strip.py. */
export function verdict(spec, value) {
  const scenes = shown(spec, spec.scenes, value);
  const { exits = {}, language = [] } = value;
  const done = enough(spec, value);
  const items = {};
  let right = 0;
  for (const scene of scenes) {
    const named = own(exits, scene.id);
    const seen = named ? found(scene, exits) : done || !scene.exit;
    const phrase = language.includes(scene.id) === Boolean(scene.better);
    if (seen && phrase) right += 1;
    items[scene.id] = { right: seen && phrase, why: !named || named.length ? scene.why : "" };
  }
  return { of: scenes.length, right, items };
}

function begun(value) {
  return Object.keys(value.exits || {}).length > 0 || (value.language || []).length > 0;
}

/** Put `name` into a list of names or take it out. */
const turned = (list, name, on) => (on ? [...list, name].sort() : list.filter((each) => each !== name));

function box(name, words, change, extra = "") {
  return h("label", { class: `sc-option ${extra}` },
    h("input", { type: "checkbox", value: name, onchange: (event) => change(event.target.checked) }),
    h("span", {}, words));
}

function build(activity) {
  const { spec, words, id } = activity;
  const exits = () => activity.value.exits || {};
  const mark = (scene, on) => {
    const { [scene.id]: before, ...others } = exits();
    activity.change({ exits: on ? { ...others, [scene.id]: before || [] } : others });
  };
  const name = (scene, agency, on) =>
    activity.change({ exits: { ...exits(), [scene.id]: turned(own(exits(), scene.id) || [], agency, on) } });
  const blame = (scene, on) =>
    activity.change({ language: turned(activity.value.language || [], scene.id, on) });
  return h("div", { class: "sc-strip-all" },
    h("p", { class: "sc-strip-count", role: "status" }),
    h("ol", { class: "sc-strip-scenes", role: "list" }, spec.scenes.map((scene, at) =>
      h("li", { class: "sc-strip-scene", data: { item: scene.id } },
        h("span", { class: "sc-strip-number", "aria-hidden": "true" }, say("{n}", { n: at + 1 })),
        h("div", { class: "sc-strip-card", role: "group", "aria-labelledby": `${id}-${scene.id}` },
          h("p", { class: "sc-strip-words", id: `${id}-${scene.id}` }, scene.words),
          scene.language && h("div", { class: "sc-strip-record" },
            h("p", {}, h("span", { class: "sc-strip-from" }, words.record), " ", h("q", {}, scene.language)),
            box(scene.id, words.blames, (on) => blame(scene, on), "sc-strip-blames"),
            h("div", { class: "sc-strip-said" })),
          box(scene.id, words.exit, (on) => mark(scene, on), "sc-strip-exit"),
          h("fieldset", { class: "sc-strip-who" },
            h("legend", {}, words.who),
            h("div", { class: "sc-strip-agencies" }, spec.agencies.map((agency) =>
              box(agency.id, agency.words, (on) => name(scene, agency.id, on))))),
          h("div", { class: "sc-item-why" }))))));
}

/** What is said of a phrase of the record: how to say it, or that it blames nobody. */
function phrase({ words }, scene, marked) {
  const right = marked === Boolean(scene.better);
  return scene.better ? why(right, words.better, scene.better) : why(right, right ? words.yes : words.lookHere, words.fair);
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const items = activity.items();
  const { exits = {}, language = [] } = value;
  const scenes = shown(spec, spec.scenes, value);
  for (const scene of spec.scenes) {
    const row = root.querySelector(`.sc-strip-scene[data-item="${scene.id}"]`);
    const named = own(exits, scene.id);
    const told = own(items, scene.id);
    row.hidden = !scenes.includes(scene);
    row.dataset.exit = Boolean(named);
    row.querySelector(".sc-strip-exit input").checked = Boolean(named);
    row.querySelector(".sc-strip-who").hidden = !named;
    for (const input of row.querySelectorAll(".sc-strip-who input")) input.checked = Boolean(named) && named.includes(input.value);
    if (scene.language) {
      row.querySelector(".sc-strip-blames input").checked = language.includes(scene.id);
      row.querySelector(".sc-strip-said").replaceChildren(...(told ? [phrase(activity, scene, language.includes(scene.id))] : []));
    }
    row.querySelector(".sc-item-why").replaceChildren(...(told ? [said(activity, scene, named)] : []));
  }
  const count = scenes.filter((scene) => own(exits, scene.id)).length;
  const least = Math.min(spec.least, scenes.length);
  root.querySelector(".sc-strip-count").textContent = say(words.least, { count, least });
}

/** What is said of a scene itself; its phrase has a line of its own. */
function said({ spec, words, value }, scene, named) {
  if (named && !named.length) return why(false, words.lookHere, words.sayWho);
  if (scene.exit && !named) return why(enough(spec, value), words.also, scene.why);
  const good = named ? found(scene, value.exits) : true;
  return why(good, good ? words.yes : words.lookHere, scene.why);
}

export default { render: (context) => run(context, { kind: "strip", verdict, begun, build, paint }) };
