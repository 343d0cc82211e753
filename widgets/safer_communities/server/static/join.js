// The join page: asks for a tag, or takes in a card, and says kindly where that cannot be.

import { ask } from "./asking.js";
import { asked } from "./keeping.js";
import { forget, here } from "./sending.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const told = document.querySelector("[data-sc-told]");
const letters = (text) => text.toUpperCase().replace(/[^A-Z]/g, "");

function go(code) {
  here(code);
  window.location.assign(`${page.base}class/${code}${page.language === "en" ? "" : `?lang=${page.language}`}`);
}

/** Ask whoever joins the class that this device is in already. Return whether to go on. */
async function somebodyElse(code) {
  if (!page.class || letters(code) !== letters(page.class.code)) return true;
  const answer = await asked(document.getElementById("sc-still"), "");
  if (answer === "yes") go(page.class.code);
  return answer === "no";
}

function sending(form, path, body, first = async () => true) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    told.textContent = "";
    if (!await first(form.elements.code.value)) return;
    button.disabled = true;
    const reply = await ask(page, path, { method: "POST", body: body(form.elements) });
    button.disabled = false;
    if (reply.asks) { // an assembly: it asks for a table too
      window.location.assign(`${page.base}join/${reply.code}?as=seat${page.language === "en" ? "" : `&lang=${page.language}`}`);
      return;
    }
    if (reply.status === 200) {
      if (page.class) forget(page.class.code);
      go(reply.code);
      return;
    }
    told.textContent = reply.error || page.words.gone;
    form.querySelector("input:not([type=hidden], [type=checkbox])")?.focus();
  });
}

const join = document.querySelector("[data-sc-join]");
if (join) sending(join, "join", ({ code, pair }) => ({ code: code.value, pair: pair.checked }), somebodyElse);
sending(document.querySelector("[data-sc-card]"), "card", ({ code, card }) => ({ code: code.value, card: card.value }));
