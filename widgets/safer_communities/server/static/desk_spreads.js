// The desk: what the class said, snapshots, counted hands, how it went.

import { ask } from "./asking.js";
import { h, say } from "./common.js";
import { table, words } from "./spread.js";

const PAUSE = 2000;
const MOST = 100;
const { lang, dataset } = document.documentElement;
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: dataset.digits });

export function begin(page, { done, on }) {
  const path = `classes/${page.class.code}`;
  const said = words();
  const own = JSON.parse(document.getElementById("sc-desk-spread-words").textContent);
  const boxes = new Map([...document.querySelectorAll("[data-sc-spread]")].map((box) => [box.dataset.scSpread, box]));
  const told = document.querySelector("[data-sc-spreads-told]");
  const drawn = new Map();
  let spreads = [];
  let revealed = [];
  let due = 0;

  /** Draw what changed alone, so that a reader keeps their place. */
  const once = (host, key, data, make) => {
    const now = JSON.stringify(data);
    if (drawn.get(key) === now) return;
    drawn.set(key, now);
    host.replaceChildren(...[make()].flat());
  };

  const mark = () => {
    for (const [part, box] of boxes) {
      const on = revealed.includes(part);
      box.querySelector("[data-sc-shown-now]").hidden = !on;
      const button = box.querySelector("[data-sc-reveal]");
      if (button) { button.textContent = on ? own.stop : own.show; button.dataset.scOn = Number(on); }
    }
  };

  async function look() {
    due = 0;
    const [one, two] = [await ask(page, `${path}/spreads`), await ask(page, `${path}/summary`)];
    if (one.status === 200) {
      spreads = one.spreads;
      revealed = spreads.filter((each) => each.revealed).map((each) => each.part);
      for (const { revealed: _, ...spread } of spreads) {
        const host = boxes.get(spread.part)?.querySelector("[data-sc-spread-table]");
        if (host) once(host, spread.part, spread, () => table(spread, said));
      }
      mark();
    }
    if (two.status === 200) outcomes(two);
  }
  const soon = () => { due ||= setTimeout(look, PAUSE); };

  // -- showing, snapshots

  async function reveal(part) {
    const next = revealed.includes(part) ? revealed.filter((each) => each !== part) : [...revealed, part];
    const reply = await done(`${path}/state`, "POST", { revealed: next });
    if (reply) { revealed = reply.revealed; mark(); }
  }

  async function snapshots() {
    const reply = await ask(page, `${path}/snapshots`);
    if (reply.status !== 200) return;
    document.querySelector("[data-sc-snapshots]").hidden = !reply.snapshots.length;
    document.querySelector("[data-sc-snapshot-list]").replaceChildren(...reply.snapshots.map((each) => {
      const caption = say(own.at, { title: each.title, time: clock.format(new Date(each.at * 1000)) });
      const remove = h("button", {
        type: "button", class: "quiet",
        onclick: async () => {
          if (!await done(`${path}/snapshots/${each.id}`, "DELETE")) return;
          told.textContent = own.removed;
          await snapshots();
          document.getElementById("spreads-title").focus();
        },
      }, own.remove, h("span", { class: "unseen" }, ` ${caption}`));
      return h("details", { class: "spread-part" }, h("summary", {}, caption), table({ ...each, caption }, said), h("div", { class: "sc-bar" }, remove));
    }));
  }

  for (const [part, box] of boxes) {
    box.querySelector("[data-sc-reveal]")?.addEventListener("click", () => reveal(part));
    box.querySelector("[data-sc-snapshot]")?.addEventListener("click", async () => {
      if (!await done(`${path}/snapshots`, "POST", { part })) return;
      told.textContent = own.kept;
      await snapshots();
    });
  }
  document.getElementById("spreads-title").tabIndex = -1;

  // -- counted hands

  function fields(form, spread, counts) {
    const columns = Object.fromEntries(spread.columns.map((each) => [each.id, each.words]));
    form.querySelector("[data-sc-hands-rows]").replaceChildren(...spread.rows.map((row) => h("fieldset", { class: "hands-row" },
      h("legend", {}, row.words),
      row.cells.map(({ column }) => h("label", {}, h("span", {}, columns[column]), h("input", {
        type: "number", inputmode: "numeric", min: 0, max: MOST, step: 1, value: counts[row.id]?.[column] ?? "", data: { row: row.id, column },
      }))),
    )));
  }

  async function save(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const status = form.querySelector("[data-sc-hands-told]");
    const counts = {};
    for (const input of form.querySelectorAll("input")) {
      const wrong = !input.validity.valid;
      input.setAttribute("aria-invalid", String(wrong));
      if (wrong) { status.textContent = own.wrong; input.focus(); return; }
      if (input.value !== "") (counts[input.dataset.row] ??= {})[input.dataset.column] = Number(input.value);
    }
    const reply = await ask(page, `${path}/counts`, { method: "POST", body: { part: form.dataset.scHandsOf, counts } });
    status.textContent = reply.status === 200 ? own.saved : reply.error || page.words.gone;
    if (reply.status === 200) look();
  }

  async function hands() {
    const reply = await ask(page, `${path}/counts`);
    for (const form of document.querySelectorAll("[data-sc-hands-of]")) {
      const spread = spreads.find((each) => each.part === form.dataset.scHandsOf);
      if (spread) fields(form, spread, reply.counts?.[spread.part] || {});
      form.addEventListener("submit", save);
    }
  }

  // -- how it went

  function outcomes(summary) {
    const levels = Object.fromEntries(summary.levels.map((each) => [each.id, each.words]));
    const joined = { ...said, answered: own.joined };
    const answered = { shown: say("{n}", { n: summary.joined }), least: summary.joined };
    once(document.querySelector("[data-sc-outcome-tables]"), "outcomes", [summary.outcomes, summary.changes, summary.joined], () => [
      ...summary.outcomes.map((each) => [
        table({ caption: each.words, answered, columns: summary.levels, rows: [{ words: "", cells: each.cells }] }, joined),
        each.hands ? h("p", {}, say(own.hands, { level: levels[each.hands] })) : "",
      ]),
      ...summary.changes.map((each) => table({ caption: each.title, answered, columns: each.columns, rows: [{ words: "", cells: each.cells }] }, joined)),
    ].flat());
    once(document.querySelector("[data-sc-outcome-pupils]"), "pupils", summary.pupils, () => h("table", { class: "class-grid" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, own.pupil), summary.outcomes.map((each) => h("th", { scope: "col" }, each.words)))),
      h("tbody", {}, summary.pupils.map((pupil) => h("tr", {}, h("th", { scope: "row" }, pupil.tag), summary.outcomes.map(({ id }) => {
        const { level, right, of } = pupil.outcomes[id];
        return h("td", {}, of ? say(own.worth, { level: levels[level], right, of }) : levels[level]);
      })))),
    ));
  }

  on(soon);
  look().then(hands);
  snapshots();
}
