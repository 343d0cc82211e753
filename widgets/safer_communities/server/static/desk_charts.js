// The desk's charts: a kernel is asked for when they come near, and told what the class answered.

import { ask } from "./asking.js";
import { h } from "./common.js";
import { whenNear } from "./kernel.js";

const TOGETHER = 1500;
const SLOW = 30000;

export function begin(page, { on }) {
  const part = document.querySelector(".sc-kernel-part");
  if (!part) return;
  const lost = h("p", { class: "sc-notice", role: "status" });
  const again = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => window.location.reload() }, page.words.tryAgain);
  part.after(lost, again);
  const gone = (is) => {
    lost.textContent = is ? page.words.kernelGone : "";
    again.hidden = !is;
    part.hidden = is;
  };
  let hand = null;
  let number = 0;
  let due = 0;
  let slow = 0;
  let seen = 0;

  /** Fetch what the class answered, and hand it over: the counts alone, no tags. */
  async function tell() {
    due = 0;
    const path = `classes/${page.class.code}`;
    const [spreads, summary] = await Promise.all([ask(page, `${path}/spreads`), ask(page, `${path}/summary`)]);
    if (spreads.status !== 200 || summary.status !== 200) return;
    const { levels, outcomes, changes } = summary;
    number += 1;
    hand.tell(number, { spreads: spreads.spreads, summary: { levels, outcomes, changes } });
    clearTimeout(slow);
    slow = setTimeout(() => gone(true), SLOW);
  }
  const soon = () => { if (hand && !due) due = setTimeout(tell, TOGETHER); };

  document.addEventListener("safer:class-answers", ({ detail }) => {
    hand = detail;
    hand.whenDrawn(() => {
      if (hand.drawn() < number) return;
      clearTimeout(slow);
      gone(false);
    });
    tell();
  });
  on((news) => {
    if (news.answers === seen) return; // somebody would like help, or has joined
    seen = news.answers;
    soon();
  });
  whenNear(page);
}
