// The board: one part at a time, large, for a class to look at together. No answer is kept here.

import { h, say } from "./common.js";

export function board(page) {
  const sections = [...document.querySelectorAll(".sc-lesson > section")];
  const back = document.querySelector('[data-sc-board="back"]');
  const next = document.querySelector('[data-sc-board="next"]');
  const place = document.querySelector('[data-sc-board="place"]');

  for (const part of page.parts) {
    const section = sections.find((each) => each.dataset.scSection === part.id);
    if (!section) continue;
    section.querySelector("h2")?.after(h("p", { class: "board-minutes" }, part.minutes));
    if (part.discuss.length) {
      section.append(h("div", { class: "board-talk" }, h("h3", {}, page.words.talk), h("ul", {}, part.discuss.map((line) => h("li", {}, line)))));
    }
  }

  const start = Math.max(0, sections.findIndex((section) => `#${section.id}` === window.location.hash));
  let at = start;
  const show = (to, focus) => {
    at = Math.min(Math.max(to, 0), sections.length - 1);
    for (const [index, section] of sections.entries()) section.hidden = index !== at;
    back.disabled = at === 0;
    next.disabled = at === sections.length - 1;
    place.textContent = say(page.words.place, { at: at + 1, of: sections.length });
    window.history.replaceState(null, "", `#${sections[at].id}`);
    for (const step of document.querySelectorAll("[data-sc-step] a")) step.removeAttribute("aria-current");
    document.querySelector(`[data-sc-step="${sections[at].dataset.scSection}"] a`)?.setAttribute("aria-current", "step");
    window.scrollTo(0, 0);
    if (focus) {
      const heading = sections[at].querySelector("h1, h2");
      heading.tabIndex = -1;
      heading.focus();
    }
  };
  back.addEventListener("click", () => show(at - 1, false));
  next.addEventListener("click", () => show(at + 1, false));
  for (const step of document.querySelectorAll("[data-sc-step] a")) {
    step.addEventListener("click", (event) => {
      event.preventDefault();
      show(sections.findIndex((section) => `#${section.id}` === step.hash), true);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, a")) return;
    const rtl = document.body.dir === "rtl";
    const steps = { PageDown: 1, PageUp: -1, ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 };
    if (event.key in steps) { event.preventDefault(); show(at + steps[event.key], true); }
  });
  show(at, false);
}
