// How the page of one tag helps its pupil, switched at the desk.

import { h, say } from "./common.js";

export function begin(page, post) {
  const dialog = document.getElementById("sc-support");
  const boxes = () => [...dialog.querySelectorAll("[data-sc-form]")];
  let tag = "";

  dialog?.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    post(`classes/${page.class.code}/support`, { tag, forms: boxes().filter((box) => box.checked).map((box) => box.dataset.scForm) });
  });
  dialog?.addEventListener("click", (event) => {
    const button = event.target.closest("button[value]");
    if (button) dialog.close(button.value);
  });

  const open = (button) => {
    tag = button.dataset.scTag;
    dialog.querySelector("h2").textContent = say(page.words.supportOf, { tag });
    for (const box of boxes()) box.checked = button.dataset.scForms.split(" ").includes(box.dataset.scForm);
    dialog.returnValue = "";
    dialog.showModal();
  };

  return {
    /** The button of one row: what it says, `show` knows. */
    button: () => dialog && h("button", { type: "button", class: "quiet sc-support", onclick: (event) => open(event.currentTarget) }, page.words.supportNone),
    /** Show in a row of the grid how the page of its tag helps. */
    show(row, name, forms) {
      const button = row.cells[0].querySelector("button");
      if (!button) return;
      const on = forms.map((form) => page.words.forms[form]);
      const words = on.length ? new Intl.ListFormat(page.language, { type: "conjunction" }).format(on) : page.words.supportNone;
      const told = say(page.words.supportIs, { tag: name, forms: words });
      if (button.textContent !== words) button.textContent = words;
      if (button.getAttribute("aria-label") !== told) button.setAttribute("aria-label", told);
      Object.assign(button.dataset, { scTag: name, scForms: forms.join(" ") });
    },
  };
}
