// How a page helps its reader: fewer cards, a word bank, drawings, questions to go further.
// The pupil switches each on or off; in a class the teacher can switch them for a tag.

import { h } from "./common.js";

/** The parts' sections, each with what the page knows of its part. */
function sections(page) {
  const parts = new Map(page.parts.map((part) => [part.id, part]));
  return [...document.querySelectorAll(".card[data-sc-section]")]
    .map((section) => ({ section, part: parts.get(section.dataset.scSection) }))
    .filter(({ part }) => part);
}

/** Key words with their meanings, and how a sentence may begin, folded under each part. */
function bank(page) {
  const words = document.querySelector(".sc-key-words");
  const starters = document.querySelector(".sc-starters");
  let made = null;
  const make = () => sections(page).map(({ section }) => {
    const inside = [words, starters].filter(Boolean).map((each) => each.cloneNode(true));
    for (const each of inside) each.hidden = false;
    const box = h("details", { class: "sc-bank" }, h("summary", {}, page.words.bank), inside);
    section.append(box);
    return box;
  });
  return {
    there: Boolean(words),
    apply(on) {
      if (on) made = made || make();
      for (const box of made || []) box.hidden = !on;
    },
  };
}

/** A drawing beside each key word, and one over each part that says what kind of thing to do. */
function symbols(page) {
  let made = null;
  const make = () => sections(page).filter(({ part }) => page.words.tasks[part.kind]).map(({ section, part }) => {
    const task = h("p", { class: "sc-task" },
      h("img", { src: page.drawings?.[part.kind] || `${page.static}task-${part.kind}.svg`, alt: "", width: 56, height: 56 }), page.words.tasks[part.kind]);
    section.prepend(task);
    return task;
  });
  return {
    there: document.querySelector(".sc-symbol") || sections(page).some(({ part }) => page.words.tasks[part.kind]),
    apply(on) {
      if (on) made = made || make();
      for (const task of made || []) task.hidden = !on;
      for (const drawing of document.querySelectorAll(".sc-symbol")) drawing.hidden = !on;
    },
  };
}

/** The switches, each shown only where it changes something; `keep` holds what was chosen. */
export function settings(page, activities, keep) {
  const box = document.querySelector(".settings");
  if (!box) return;
  const fewer = activities.filter(({ spec }) => spec.fewer?.length);
  const further = activities.filter(({ spec }) => spec.stretch);
  const forms = {
    fewer: {
      there: fewer.length,
      apply(on) {
        for (const { model } of fewer) {
          if (Boolean(model.get("value").fewer) === on) continue;
          model.set("value", { ...model.get("value"), fewer: on });
          model.save_changes();
        }
      },
    },
    bank: bank(page),
    symbols: symbols(page),
    stretch: { there: further.length, apply(on) { for (const { host } of further) host.nextElementSibling.hidden = !on; } },
  };
  const inputs = {};
  const turn = (name, on) => {
    inputs[name].checked = on;
    keep.set(name, on);
    forms[name].apply(on);
  };
  for (const [name, { there, apply }] of Object.entries(forms)) {
    const label = box.querySelector(`[data-sc-setting="${name}"]`);
    inputs[name] = label.querySelector("input");
    label.hidden = !there;
    inputs[name].checked = Boolean(keep.setting(name));
    if (inputs[name].checked) apply(true);
    inputs[name].addEventListener("change", () => turn(name, inputs[name].checked));
  }
  box.hidden = false;
  keep.hear?.((state) => fromTeacher(state.support || null));

  /** What the teacher set for this tag counts once: the pupil may switch it again. */
  function fromTeacher(support) {
    const told = JSON.stringify(support);
    if (!support || told === (keep.setting("told") || "[]")) return;
    keep.set("told", told);
    for (const name of Object.keys(forms)) if (forms[name].there) turn(name, support.includes(name));
    const said = box.querySelector("[data-sc-support]");
    if (said) said.textContent = page.words.support;
  }
}
