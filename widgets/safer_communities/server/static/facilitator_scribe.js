// A table without screens: hands are counted there, and keyed in here, for each table and round.

import { ask } from "./asking.js";
import { fresh } from "./answering.js";
import { h, say } from "./common.js";

export function begin(page, { find, on, path, state }) {
  const { words } = page;
  const form = find("scribe");
  const rows = find("scribe-rows");
  const told = find("scribe-told");
  let exercise = "";
  let parts = [];
  let counts = {};

  function fields() {
    const [id, round] = form.elements.part.value.split("/");
    const part = parts.find((each) => each.part === id);
    if (!part) { rows.replaceChildren(); return; }
    const kept = counts[id]?.[round]?.[form.elements.table.value] || {};
    const { columns, rows: all } = part.joint;
    const named = Object.fromEntries(columns.map((each) => [each.id, each.words]));
    const most = round === "table" ? 1 : 100;
    rows.replaceChildren(...all.map((row) => h("fieldset", { class: "hands-row" }, h("legend", {}, row.words), row.cells.map(({ column }) =>
      h("label", {}, h("span", {}, named[column]), h("input", { type: "number", inputmode: "numeric", min: 0, max: most, step: 1, value: kept[row.id]?.[column] ?? "", data: { row: row.id, column } }))))));
  }

  async function look() {
    const [one, two] = await Promise.all([ask(page, `${path}/compare`, { query: { exercise } }), ask(page, `${path}/scribe`, { query: { exercise } })]);
    if (one.status !== 200 || two.status !== 200) return;
    parts = one.parts;
    counts = two.counts;
    const known = page.parts[exercise] || [];
    form.elements.part.replaceChildren(...known.filter((part) => part.counted).flatMap((part) => part.rounds.map((round) =>
      h("option", { value: `${part.id}/${round}` }, say(words.partRound, { part: part.title, round: words[round] })))));
    fields();
  }

  form.elements.part.addEventListener("change", fields);
  form.elements.table.addEventListener("change", fields);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [part, round] = form.elements.part.value.split("/");
    if (!part) return;
    const counted = {};
    for (const input of rows.querySelectorAll("input")) {
      const wrong = !input.validity.valid;
      input.setAttribute("aria-invalid", String(wrong));
      if (wrong) { told.textContent = words.wrongCounts; input.focus(); return; }
      if (input.value !== "") (counted[input.dataset.row] ??= {})[input.dataset.column] = Number(input.value);
    }
    const table = Number(form.elements.table.value);
    const reply = await ask(page, `${path}/scribe`, { method: "POST", body: { answer_id: fresh(), table, exercise, part, round, counts: counted } });
    told.textContent = reply.status === 200 ? words.savedCounts : reply.error || words.gone;
    if (reply.status === 200) ((counts[part] ??= {})[round] ??= {})[table] = counted;
  });

  on((news) => {
    if (news.exercise === exercise) return;
    exercise = state().exercise;
    if (exercise) look(); else { form.elements.part.replaceChildren(); rows.replaceChildren(); }
  });
}
