// A class's spread: a real table, a bar beside each number. For the projector, pupils and the desk.

import { ask, pauseAfter } from "./asking.js";
import { h, say } from "./common.js";

const EVERY = 3000;

/** The words that come with a page: see templates/spread_words.html. */
export const words = () => JSON.parse(document.getElementById("sc-spread-words").textContent);

function cell({ column, shown, kind, least, right }, columns, most, said) {
  return h("tr", { class: right ? "sc-fits" : "" },
    h("th", { scope: "row" }, columns[column], right ? h("span", { class: "sc-fits-mark" }, h("span", { "aria-hidden": "true" }, "✓ "), said.fits) : null),
    h("td", { class: "sc-count" }, kind === "hidden" ? [h("span", { "aria-hidden": "true" }, shown), h("span", { class: "unseen" }, said.hidden)] : h("bdi", {}, shown)),
    h("td", { class: "sc-bar-cell", "aria-hidden": "true" }, least ? h("span", { class: "sc-spread-bar", style: `inline-size: ${(100 * least) / most}%` }) : null),
  );
}

/** Return the table of a spread. A row is a body of its own, headed by its item. */
export function table(spread, said) {
  const columns = Object.fromEntries(spread.columns.map((each) => [each.id, each.words]));
  const most = Math.max(1, spread.answered.least, ...spread.rows.flatMap((row) => row.cells.map((each) => each.least)));
  return h("table", { class: "sc-spread" },
    h("caption", {}, h("strong", {}, spread.caption || spread.title), " ", say(said.answered, { number: spread.answered.shown })),
    h("thead", { class: "unseen" }, h("tr", {}, [said.option, said.number].map((each) => h("th", { scope: "col" }, each)), h("td", {}))),
    spread.rows.map((row) => h("tbody", {},
      row.words ? h("tr", {}, h("th", { scope: "rowgroup", colspan: 3 }, row.words)) : null,
      row.cells.map((each) => cell(each, columns, most, said)),
    )),
  );
}

/**
 * Show what the class is shown, as it grows. `place(part)` returns where a part's table stands, or null.
 * `stop()` where the class is over; `look(state)` whenever news of the class come.
 */
export function showing(page, place) {
  const said = words();
  const shown = new Map();
  let revealed = [];
  let timer = 0;
  let over = false;
  let asking = false;

  const draw = (spreads) => {
    for (const [part, { host }] of shown) {
      if (spreads.some((each) => each.part === part)) continue;
      host.remove();
      shown.delete(part);
    }
    for (const spread of spreads) {
      const now = JSON.stringify(spread);
      const before = shown.get(spread.part);
      if (before?.now === now) continue;
      const host = before?.host || place(spread);
      if (!host) continue;
      host.replaceChildren(h("div", { class: "sc-scroll" }, table({ ...spread, caption: spread.title }, said)));
      shown.set(spread.part, { now, host });
    }
  };

  async function fetchThem() {
    clearTimeout(timer);
    if (asking) return;
    asking = true;
    const reply = revealed.length ? await ask(page, `classes/${page.class.code}/revealed`) : { status: 200, spreads: [] };
    asking = false;
    if (reply.status === 200) draw(reply.spreads.filter((each) => revealed.includes(each.part)));
    if (revealed.length && !over) timer = setTimeout(fetchThem, reply.status === 200 ? EVERY * (0.75 + Math.random() / 2) : pauseAfter(3));
  }

  return {
    look(state) {
      over = Boolean(state.ended);
      const now = state.revealed || [];
      if (JSON.stringify(now) === JSON.stringify(revealed)) return;
      revealed = now;
      fetchThem();
    },
  };
}
