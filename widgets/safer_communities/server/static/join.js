// The join page: asks for a tag, and says kindly where there is no such class.

import { ask } from "./asking.js";
import { asked } from "./keeping.js";
import { forget, here } from "./sending.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const form = document.querySelector("[data-sc-join]");
const told = document.querySelector("[data-sc-told]");
const letters = (text) => text.toUpperCase().replace(/[^A-Z]/g, "");

function go(code) {
  here(code);
  window.location.assign(`${page.base}class/${code}${page.language === "en" ? "" : `?lang=${page.language}`}`);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const code = form.elements.code.value;
  told.textContent = "";
  if (page.class && letters(code) === letters(page.class.code)) {
    const answer = await asked(document.getElementById("sc-still"), "");
    if (answer === "yes") go(page.class.code);
    if (answer !== "no") return;
    forget(page.class.code);
  }
  button.disabled = true;
  const reply = await ask(page, "join", { method: "POST", body: { code } });
  button.disabled = false;
  if (reply.status === 200) {
    go(reply.code);
    return;
  }
  told.textContent = reply.error || page.words.gone;
  if (form.elements.code.type !== "hidden") form.elements.code.focus();
});
