// A month of street-level crime as police.uk publishes it, looked at in this tab alone: the file is
// read by the browser, goes nowhere, and is gone when the page is.

import { h, say } from "./common.js";
import { Model } from "./model.js";

const COLUMNS = ["Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
  "LSOA name", "Crime type", "Last outcome category", "Context"];
const LARGEST = 30_000_000;
const MOST_ROWS = 100_000;
const MOST_VALUES = 25;
const NOT_SAID = "-";
const OTHERS = "\u2026";

class NotStreetLevel extends Error {
  constructor(line, reason) {
    super(reason);
    this.line = line;
  }
}

/** Yield each record of a CSV (RFC 4180) with the line on which it begins. */
function* records(text) {
  let cells = [];
  let line = 1;
  let begins = 1;
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (text) {
    const found = cell.exec(text);
    if (!found) throw new NotStreetLevel(line, "quotes");
    const [whole, quoted, bare, end] = found;
    cells.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    line += whole.split("\n").length - 1;
    if (end === ",") continue;
    yield { cells, begins };
    if (cell.lastIndex >= text.length) return;
    cells = [];
    begins = line;
  }
}

/** What is looked at of each crime: where it was only as a district. Throws NotStreetLevel. */
function read(text) {
  const crimes = [];
  let first = true;
  for (const { cells, begins } of records(text.replace(/^\ufeff/, ""))) {
    if (first && JSON.stringify(cells) !== JSON.stringify(COLUMNS)) throw new NotStreetLevel(begins, "columns");
    if (cells.length !== COLUMNS.length) throw new NotStreetLevel(begins, "cells");
    if (!first) {
      const { Month: month, "LSOA name": area, "Crime type": type, "Last outcome category": outcome } =
        Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at].trim()]));
      if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new NotStreetLevel(begins, "month");
      if (!type) throw new NotStreetLevel(begins, "type");
      crimes.push({ month, type, district: area.replace(/ \S+$/, "") || NOT_SAID, outcome: outcome || NOT_SAID });
    }
    if (crimes.length > MOST_ROWS) throw new NotStreetLevel(begins, "long");
    first = false;
  }
  if (!crimes.length) throw new NotStreetLevel(1, "empty");
  return crimes;
}

/** The part that a data detective shows of these crimes. */
function partOf(crimes, words) {
  const columns = ["type", "district", "outcome", "month"].map((id) => {
    const counts = new Map();
    for (const crime of crimes) counts.set(crime[id], (counts.get(crime[id]) || 0) + 1);
    const often = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
    const keys = id === "month" ? often.sort() : often.slice(0, MOST_VALUES);
    if (keys.length < often.length) keys.push(OTHERS);
    return { id, name: words[id], keys, order: keys.map((key) => ({ [OTHERS]: words.others, [NOT_SAID]: words.none })[key] || key) };
  });
  const places = columns.map(({ keys }) => new Map(keys.map((key, at) => [key, at])));
  const rows = crimes.map((crime) => columns.map(({ id, keys }, at) => places[at].get(crime[id]) ?? keys.length - 1));
  return {
    id: "street-level", kind: "data", title: words.title, ask: "", count: words.crimes, chart: "type",
    columns, rows, claims: [], fewer: [], scored: false,
  };
}

function begin() {
  const page = JSON.parse(document.getElementById("sc-page").textContent);
  const file = document.getElementById("street-file");
  const forget = document.querySelector("[data-sc-forget]");
  const told = document.querySelector("[data-sc-told]");
  const place = document.querySelector("[data-sc-street]");
  const clear = () => { place.replaceChildren(); forget.hidden = true; };

  async function show() {
    clear();
    const [chosen] = file.files;
    told.textContent = "";
    if (!chosen) return;
    try {
      if (chosen.size > LARGEST) throw new NotStreetLevel(1, "long");
      const crimes = read(await chosen.text());
      const { default: detective } = await import("./data/data.js");
      const host = h("div", { class: "sc-host" });
      place.replaceChildren(host);
      const spec = partOf(crimes, page.words);
      detective.render({ el: host, model: new Model({ spec, words: page.detective, check: false, value: {}, locked: false, saved: "" }) });
      forget.hidden = false;
      told.textContent = say(page.words.read, { n: crimes.length });
    } catch (error) {
      if (!(error instanceof NotStreetLevel)) throw error;
      told.textContent = say(page.words.refused, { line: error.line, reason: page.reasons[error.message] });
    }
  }
  file.addEventListener("change", show);
  forget.addEventListener("click", () => {
    clear();
    file.value = "";
    told.textContent = page.words.forgotten;
    file.focus();
  });
  document.body.dataset.scReady = "1";
}

begin();
