import { h, overBoxes, run, say, textBox } from "../common.js";

/** Nothing of nothing; the twin of `mark` in notes.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

const own = (held, name) => (held && Object.hasOwn(held, name) ? held[name] : "");

function begun(value) {
  return Object.values(value.notes || {}).some((text) => text.trim());
}

function build(activity) {
  const { spec, id } = activity;
  const box = (each) => {
    const name = `${id}-${each.id}`;
    return h("li", { class: "sc-notes-box", data: { item: each.id } },
      h("label", { for: name }, each.words),
      each.hint && h("p", { class: "sc-notes-hint", id: `${name}-hint` }, each.hint),
      textBox({
        rows: each.lines, id: name, maxlength: spec.most,
        "aria-describedby": [each.hint && `${name}-hint`, `${name}-left`].filter(Boolean).join(" "),
      }, (text) => activity.change({ notes: { ...activity.value.notes, [each.id]: text } })),
      h("p", { class: "sc-text-printed", dir: "auto", "aria-hidden": "true" }),
      h("p", { class: "sc-notes-left", id: `${name}-left` }));
  };
  return h("div", { class: "sc-notes-all" },
    overBoxes(activity),
    h("ol", { class: "sc-notes-boxes", role: "list" }, spec.boxes.map(box)));
}

function paint({ spec, value, words, root }) {
  for (const each of root.querySelectorAll(".sc-notes-box")) {
    const text = own(value.notes, each.dataset.item);
    const box = each.querySelector("textarea");
    // Set only where it differs: whoever is writing keeps their place.
    if (box.value !== text) box.value = text;
    each.querySelector(".sc-text-printed").textContent = text;
    each.querySelector(".sc-notes-left").textContent = say(words.letters, { count: spec.most - text.length });
  }
}

export default { render: (context) => run(context, { kind: "notes", verdict: null, begun, build, paint }) };
