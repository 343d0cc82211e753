// The question box on a pupil's page. What is typed stays in the page until the server has it:
// nothing of it is kept on the device, where the next child would find it.

import { ask, pauseAfter } from "./asking.js";

const id = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function questions(page, keep) {
  const box = document.querySelector("[data-sc-ask]");
  const told = box.querySelector("[data-sc-ask-told]");
  const area = box.querySelector("textarea");
  const button = box.querySelector("form button");
  let state = {};
  let waiting = null;
  let tries = 0;

  const show = () => {
    const off = state.ended || !state.questions;
    if (state.ended) { area.value = ""; waiting = null; }
    button.disabled = off || Boolean(waiting);
    area.readOnly = Boolean(waiting);
    box.hidden = off && !area.value && !told.textContent;
    if (off && area.value) told.textContent = page.words.boxClosed;
    if (state.ended) box.hidden = true;
  };

  async function send() {
    const reply = await ask(page, "questions", { method: "POST", body: waiting });
    if (!waiting) return;
    if (reply.saved) {
      area.value = "";
      told.textContent = page.words.boxSent;
    } else if ([0, 403].includes(reply.status) || reply.status >= 500) {
      told.textContent = page.words.boxWaiting;
      if (reply.status === 403) await ask(page, "me"); // the token is lost: it comes back with the answer
      setTimeout(send, pauseAfter(tries));
      tries += 1;
      return;
    } else {
      told.textContent = reply.error || page.words.boxWaiting;
    }
    waiting = null;
    tries = 0;
    show();
  }

  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (waiting || !area.value.trim()) return;
    waiting = { question_id: id(), words: area.value };
    told.textContent = page.words.boxSending;
    show();
    send();
  });
  area.addEventListener("input", () => { told.textContent = ""; });
  keep.hear((news) => { state = news; show(); });
}
