// What stands round a lesson's activities: the path of parts, the settings, the end.

import { h } from "./common.js";
import { asked } from "./keeping.js";

/** Mark on the path which parts are done, and which one is being read. */
export function markSteps(page, activities) {
  const steps = new Map([...document.querySelectorAll("[data-sc-step]")].map((step) => [step.dataset.scStep, step]));
  const paint = ({ host, spec }) => {
    const step = steps.get(spec.id);
    if (!step) return;
    const done = ["right", "again"].includes(host.dataset.scState);
    step.classList.toggle("done", done);
    step.querySelector(".step-done")?.remove();
    if (done) step.querySelector("a").append(h("span", { class: "step-done unseen" }, `, ${page.words.done}`));
  };
  for (const activity of activities) {
    paint(activity);
    new MutationObserver(() => paint(activity)).observe(activity.host, { attributeFilter: ["data-sc-state"] });
  }
  const sections = [...document.querySelectorAll("[data-sc-section]")];
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const step of steps.values()) step.querySelector("a").removeAttribute("aria-current");
      steps.get(entry.target.dataset.scSection)?.querySelector("a").setAttribute("aria-current", "step");
    }
  }, { rootMargin: "-30% 0px -60% 0px" });
  for (const section of sections) watcher.observe(section);
}

/** A question to go further stands under its activity, folded. */
export function furtherQuestions(page, activities) {
  for (const { host, spec } of activities) {
    if (spec.stretch) {
      host.after(h("p", { class: "sc-further", hidden: true }, h("strong", {}, page.words.further), " ", spec.stretch));
    }
  }
}

/** Print my work; finish and clear. */
export function finishing(page, keep) {
  document.querySelector('[data-sc-do="print"]')?.addEventListener("click", () => window.print());
  const told = document.querySelector("[data-sc-cleared]");
  try {
    if (told && sessionStorage.getItem("safer:cleared")) {
      sessionStorage.removeItem("safer:cleared");
      told.textContent = page.words.cleared;
      told.scrollIntoView({ block: "center" });
    }
  } catch { /* a browser that keeps nothing */ }
  document.querySelector('[data-sc-do="clear"]')?.addEventListener("click", async () => {
    const answer = await asked(document.getElementById("sc-clear"), "keep");
    if (answer !== "clear") return;
    keep.clear();
    try { sessionStorage.setItem("safer:cleared", "1"); } catch { /* nothing to tell then */ }
    window.location.reload();
  });
}

/** Key words stand in the order of the language's own dictionary. */
export function sortWords(page) {
  const { compare } = new Intl.Collator(page.language);
  for (const list of document.querySelectorAll(".sc-key-words")) {
    const word = (entry) => entry.querySelector("dt").textContent;
    list.append(...[...list.children].sort((a, b) => compare(word(a), word(b))));
  }
}
