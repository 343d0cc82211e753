// The join page of an assembly: a table and a kind of place, and nothing else.

import { ask } from "./asking.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const told = document.querySelector("[data-sc-told]");
const form = document.querySelector("[data-sc-seat]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { code, table, agency } = form.elements;
  const button = form.querySelector("button");
  button.disabled = true;
  told.textContent = "";
  const reply = await ask(page, "join", { method: "POST", body: { code: code.value, table: Number(table.value), agency: agency.value } });
  button.disabled = false;
  if (reply.status === 200) {
    try { sessionStorage.removeItem(`safer:seat:${reply.code}`); } catch { /* nothing was kept */ }
    window.location.assign(`${page.base}class/${reply.code}${page.language === "en" ? "" : `?lang=${page.language}`}`);
    return;
  }
  told.textContent = reply.error || page.words.gone;
  table.focus();
});
