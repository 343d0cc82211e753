import { h, run, say } from "../common.js";

/** Nothing of nothing; the twin of `mark` in dots.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

const on = (value, name) => (Object.hasOwn(value.dots || {}, name) ? value.dots[name] : 0);
const sum = (value) => Object.values(value.dots || {}).reduce((all, each) => all + each, 0);
const begun = (value) => sum(value) > 0;

/** Why a dot more (1) or fewer (-1) cannot be; nothing where it can. */
function refused({ spec, value, words }, name, by) {
  const count = on(value, name);
  if (by < 0) return count ? "" : words.empty;
  if (count >= spec.most) return words.full;
  return sum(value) >= spec.dots ? words.none : "";
}

function build(activity) {
  const { spec, words } = activity;
  const change = (option, by) => {
    if (activity.locked) return;
    const told = refused(activity, option.id, by);
    activity.told = told;
    if (told) { activity.redraw(); return; }
    const { [option.id]: before = 0, ...others } = activity.value.dots || {};
    const count = before + by;
    activity.change({ dots: count ? { ...others, [option.id]: count } : others });
  };
  const button = (option, by, name, sign) => h("button", {
    type: "button", class: "sc-dots-button", data: { by }, "aria-label": `${name}: ${option.words}`, onclick: () => change(option, by),
  }, h("span", { "aria-hidden": "true" }, sign));
  const row = (option) => h("li", { class: "sc-dots-row", data: { item: option.id } },
    h("div", { class: "sc-dots-text" },
      h("strong", {}, option.words),
      option.note ? h("p", { class: "sc-dots-note" }, option.note) : null),
    h("div", { class: "sc-dots-hand" },
      button(option, -1, words.less, "−"),
      h("span", { class: "sc-dots-held" },
        h("span", { class: "sc-dots-drawn", "aria-hidden": "true" }, Array.from({ length: spec.most }, () => h("i", {}))),
        h("span", { class: "sc-dots-count" })),
      button(option, 1, words.more, "+")));
  // The role says again that this is a list: some browsers forget it where a style hides the markers.
  return h("div", { class: "sc-dots-all" },
    h("div", { class: "sc-dots-bar" },
      h("span", { class: "sc-dots-left", "aria-hidden": "true" }, Array.from({ length: spec.dots }, () => h("i", {}))),
      h("p", { class: "sc-dots-placed", role: "status" }, h("strong", {}), " ", h("span", {}))),
    h("ul", { class: "sc-dots-rows", role: "list" }, spec.options.map(row)));
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const placed = sum(value);
  // What was refused is said until the next dot moves.
  if (activity.seen !== value) { if (activity.seen) activity.told = ""; activity.seen = value; }
  root.querySelectorAll(".sc-dots-left i").forEach((dot, at) => { dot.className = at < spec.dots - placed ? "" : "sc-dots-gone"; });
  const [count, note] = root.querySelector(".sc-dots-placed").children;
  count.textContent = say(words.placed, { count: placed, of: spec.dots });
  note.textContent = activity.told || say(words.onOne, { most: spec.most });
  for (const row of root.querySelectorAll(".sc-dots-row")) {
    const name = row.dataset.item;
    const held = on(value, name);
    row.dataset.dots = held;
    row.querySelector(".sc-dots-count").textContent = say(words.held, { count: held, most: spec.most });
    row.querySelectorAll(".sc-dots-drawn i").forEach((dot, at) => { dot.className = at < held ? "sc-dots-on" : ""; });
    // Not disabled: the keyboard would lose its place, and nobody would hear why.
    for (const button of row.querySelectorAll("button")) {
      button.setAttribute("aria-disabled", Boolean(refused(activity, name, Number(button.dataset.by))));
    }
  }
}

export default { render: (context) => run(context, { kind: "dots", verdict: null, begun, build, paint }) };
