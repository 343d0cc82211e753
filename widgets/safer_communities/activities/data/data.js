import { h, own, paintRadios, radios, run, say, shown } from "../common.js";

/** Which claims are judged rightly, and why; the twin of `mark` in data.py. */
export function verdict(spec, value) {
  const items = {};
  let right = 0;
  const claims = shown(spec, spec.claims, value);
  for (const claim of claims) {
    const chosen = own(value.claims, claim.id);
    if (chosen === claim.answer) right += 1;
    items[claim.id] = { right: chosen === claim.answer, why: chosen ? claim.why[chosen] : "" };
  }
  return { of: claims.length, right, items };
}

/** What is asked of the data; the twin of `asked` in data.py. */
export function asked(spec, value) {
  return [value.by || spec.chart, ...spec.columns.map((column) => own(value.filters, column.id) || "")];
}

/** How many rows fit what is asked, and how many of them have each value; the twin of `counts` in drawn.py. */
export function counted(spec, value) {
  const [by, ...filters] = asked(spec, value);
  const wanted = filters.map((key, at) => spec.columns[at].keys.indexOf(key));
  const at = spec.columns.findIndex((column) => column.id === by);
  const counts = spec.columns[at].keys.map(() => 0);
  for (const row of spec.rows) if (wanted.every((place, nth) => place < 0 || row[nth] === place)) counts[row[at]] += 1;
  return { total: counts.reduce((sum, count) => sum + count, 0), counts };
}

function begun(value) {
  return Object.keys(value.claims || {}).length > 0;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Words without the English that stands beside a draft: an option takes no more. */
const unglossed = (text) => text.split("\u001e")[0];

function picker(id, name, options, choose) {
  return h("p", { class: "sc-data-picker" },
    h("label", { for: id }, name),
    h("select", { id, onchange: (event) => choose(event.target.value) },
      options.map(([key, words]) => h("option", { value: key }, unglossed(words)))));
}

function build(activity) {
  const { spec, words, id } = activity;
  const filter = (column) => (key) => {
    const { [column.id]: before, ...others } = activity.value.filters || {};
    activity.change({ filters: key ? { ...others, [column.id]: key } : others }, { stays: true });
  };
  const options = [["yes", words.supported], ["no", words.against], ["cannot-tell", words.cannotTell]];
  const claims = spec.claims.map((claim) => ({ ...claim, options: options.map(([name, text]) => ({ id: name, words: text })) }));
  if (!claims.length) activity.root.classList.add("sc-data-only");
  return h("div", {},
    h("fieldset", { class: "sc-data-look" },
      h("legend", { class: "sc-data-head" }, words.look),
      h("div", { class: "sc-data-pickers" },
        picker(`${id}-by`, words.by, spec.columns.map((column) => [column.id, column.name]),
          (by) => activity.change({ by }, { stays: true })),
        spec.columns.map((column) => picker(`${id}-${column.id}`, column.name,
          [["", words.all], ...column.keys.map((key, at) => [key, column.order[at]])], filter(column)))),
      h("p", { class: "sc-data-said", role: "status" }),
      h("div", { class: "sc-data-shown" },
        h("div", { class: "sc-data-chart", dir: "ltr" }),
        h("table", { class: "sc-data-table" }, h("caption", {}), h("tbody", {})))),
    claims.length ? h("fieldset", { class: "sc-data-claims" },
      h("legend", { class: "sc-data-head" }, words.claims),
      h("div", { class: "sc-questions" }, radios(id, claims, (claim, option) =>
        activity.change({ claims: { ...activity.value.claims, [claim.id]: option.id } })))) : null);
}

/** The sentence: how many rows fit, and which value has the most. */
function sentence({ spec, words }, column, { total, counts }) {
  if (!total) return words.none;
  const n = Math.max(...counts);
  const most = column.order.filter((_, at) => counts[at] === n).map(unglossed);
  const list = new Intl.ListFormat(document.documentElement.lang || "en").format(most);
  return [
    say(words.here, { count: spec.count, n: total, of: spec.rows.length }),
    most.length > 1 ? say(words.level, { values: list, n }) : say(words.most, { value: most[0], n }),
  ].join(" ");
}

/** The page's own bars. The table beside them says the same to who cannot see them. */
function bars(column, counts) {
  const longest = Math.max(...counts, 1);
  return h("div", { class: "sc-data-bars", "aria-hidden": "true", dir: getComputedStyle(document.body).direction },
    column.order.map((words, at) => h("div", {},
      h("span", {}, unglossed(words)),
      h("span", { class: "sc-data-line" },
        h("span", { class: "sc-data-bar", style: `inline-size: ${(counts[at] / longest) * 80}%` }),
        h("strong", {}, say("{n}", { n: counts[at] }))))));
}

/** Python's chart, where it answers what is asked now. */
function chart(drawn, now) {
  if (!drawn?.svg || !same(drawn.asked, now)) return null;
  return document.importNode(new DOMParser().parseFromString(drawn.svg, "image/svg+xml").documentElement, true);
}

function result(activity, drawn) {
  const { spec, value, words, root } = activity;
  const now = asked(spec, value);
  const column = spec.columns.find((each) => each.id === now[0]);
  const found = counted(spec, value);
  const said = sentence(activity, column, found);
  const status = root.querySelector(".sc-data-said");
  if (status.textContent !== said) status.textContent = said;
  const key = JSON.stringify([now, Boolean(drawn?.svg) && same(drawn.asked, now)]);
  if (activity.painted === key) return;
  activity.painted = key;
  // The style sheet shows one of the two: on a phone the words in a drawing would be too small.
  root.querySelector(".sc-data-chart").replaceChildren(...[chart(drawn, now), bars(column, found.counts)].filter(Boolean));
  const table = root.querySelector(".sc-data-table");
  table.caption.textContent = say(words.byColumn, { count: spec.count, column: column.name });
  table.tBodies[0].replaceChildren(...column.order.map((name, at) =>
    h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, say("{n}", { n: found.counts[at] })))));
}

function paint(activity, drawn) {
  const { spec, value, root, id } = activity;
  const [by, ...filters] = asked(spec, value);
  root.querySelector(`[id="${id}-by"]`).value = by;
  spec.columns.forEach((column, at) => { root.querySelector(`[id="${id}-${column.id}"]`).value = filters[at]; });
  result(activity, drawn);
  paintRadios(activity, shown(spec, spec.claims, value).map((claim) => claim.id), (name) => own(value.claims, name));
}

export default {
  render(context) {
    const { model } = context;
    let here = null;
    const stop = run(context, {
      kind: "data", verdict, begun,
      build: (activity) => { here = activity; return build(activity); },
      paint: (activity) => paint(activity, model.get("drawn")),
    });
    const redraw = () => result(here, model.get("drawn"));
    model.on("change:drawn", redraw);
    return () => { model.off("change:drawn", redraw); stop(); };
  },
};
