// "I would like help": a pupil says it quietly, and takes it back. The class's desk sees it, nobody else.

import { ask } from "./asking.js";

export function helping(page) {
  const button = document.querySelector("[data-sc-help]");
  const told = document.querySelector("[data-sc-help-told]");
  let wants = false;
  let known = null;

  const paint = (now) => {
    wants = now;
    button.textContent = now ? page.words.noHelp : page.words.help;
    button.dataset.scOn = Number(now);
  };

  button.addEventListener("click", async () => {
    const reply = await ask(page, "help", { method: "POST", body: { wants: !wants } });
    if (reply.status === 200) paint(reply.help);
    told.textContent = reply.status === 200 ? (wants ? page.words.helpSeen : "") : reply.error || page.words.helpLost;
    known = wants;
  });

  return {
    /** Show what the server says: the teacher may have been here, or the class may be over. */
    show(state) {
      button.hidden = Boolean(state.ended);
      const now = Boolean(state.help) && !state.ended;
      if (now === known) return;
      known = now;
      paint(now);
      told.textContent = now ? page.words.helpSeen : "";
    },
  };
}
