// ipywidgets' folds open at a click alone. Here the keyboard reaches them too, and they say whether they are open.

const HEADER = "jupyter-widget-Collapse-header";
const OPEN = "jupyter-widget-Collapse-open";

export function mendFolds(place) {
  const mend = () => {
    for (const header of place.getElementsByClassName(HEADER)) {
      header.setAttribute("role", "button");
      header.tabIndex = 0;
      header.setAttribute("aria-expanded", String(header.parentElement.classList.contains(OPEN)));
    }
  };
  place.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains(HEADER) || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    event.target.click();
  });
  new MutationObserver(mend).observe(place, { subtree: true, childList: true, attributeFilter: ["class"] });
  mend();
}
