// The markbook's charts: a kernel is asked for when they come near, and told the points, without pupils.

import { h } from "./common.js";
import { whenNear } from "./kernel.js";

const SLOW = 30000;

export function begin(page) {
  const part = document.querySelector(".sc-kernel-part");
  if (!part || !page.charts) return;
  const lost = h("p", { class: "sc-notice", role: "status" });
  part.after(lost);
  document.addEventListener("safer:class-answers", ({ detail }) => {
    const slow = setTimeout(() => { lost.textContent = page.words.kernelGone; part.hidden = true; }, SLOW);
    detail.whenDrawn(() => { clearTimeout(slow); lost.textContent = ""; part.hidden = false; });
    detail.tell(1, page.charts);
  });
  whenNear(page);
}
