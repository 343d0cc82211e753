import { h, overBoxes, run, say, textBox } from "../common.js";

// The same as MOST, ROOM and PERSON in commitments.py.
const MOST = 6;
const ROOM = { what: 200, owner: 60, measure: 200, first: 200 };
const PERSON = /\b(mr|mrs|ms|miss|mx)\b\.?\s+\S|@|(\d\D*){5}/i;
const FIELDS = ["what", "owner", "by", "measure", "first"];

/** Nothing of nothing; the twin of `mark` in commitments.py. */
export function verdict() {
  return { of: 0, right: 0, items: {} };
}

const all = (value) => value.commitments || [];
const there = (commitment, name) => (commitment[name] || "").trim() !== "";

function begun(value) {
  return all(value).some((each) => FIELDS.some((name) => there(each, name)));
}

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

/** By which word a field's text is refused; undefined where it is taken. */
function refused(name, text) {
  if (name === "owner" && PERSON.test(text)) return "aRole";
  if (name === "by" && text && (text.length !== 10 || text < today())) return "passed";
  return undefined;
}

/** A day as the language writes it. */
function written(name, text) {
  if (name !== "by" || !text) return text;
  const { lang, dataset } = document.documentElement;
  const how = { dateStyle: "long", timeZone: "UTC", numberingSystem: dataset.digits };
  return new Intl.DateTimeFormat(!lang || lang === "en" ? "en-GB" : lang, how).format(new Date(text));
}

function build(activity) {
  const { spec, words, id } = activity;
  activity.wrong = new Map();
  activity.open = null;
  activity.list = h("ol", { class: "sc-commit-list", role: "list" });
  activity.status = h("p", { class: "sc-commit-status", role: "status" });
  const add = (level) => {
    activity.open = all(activity.value).length;
    activity.change({ commitments: [...all(activity.value), { level: level.id }] });
    activity.status.textContent = "";
    activity.list.lastChild.querySelector("textarea").focus();
  };
  return h("div", { class: "sc-commit-all" },
    overBoxes(activity),
    activity.list,
    activity.status,
    h("div", { class: "sc-commit-add", role: "group", "aria-labelledby": `${id}-add` },
      h("p", {}, h("strong", { id: `${id}-add` }, words.add), " ", h("span", { class: "sc-commit-count" })),
      h("div", { class: "sc-commit-levels" }, spec.levels.map((level) =>
        h("button", { type: "button", class: "sc-quiet", onclick: () => add(level) }, level.words))),
      h("p", { class: "sc-commit-enough" }, words.enough)));
}

function set(activity, at, name, text) {
  const wrong = refused(name, text);
  activity.wrong.set(`${at}.${name}`, wrong);
  // A day that has passed since would have the whole answer refused.
  const still = (each) => (refused("by", each.by) ? { ...each, by: "" } : each);
  activity.change({ commitments: all(activity.value).map((each, place) =>
    still(place === at ? { ...each, [name]: wrong ? "" : text } : each)) });
}

function take(activity, at) {
  const { words, value } = activity;
  activity.open = null;
  activity.wrong.clear();
  activity.change({ commitments: all(value).filter((each, place) => place !== at) });
  activity.status.textContent = say(words.gone, { commitment: all(value)[at].what || words.nothing });
  activity.root.querySelector(".sc-commit-levels button").focus();
}

function field(activity, at, name) {
  const { words, id } = activity;
  const key = `${id}-${at}-${name}`;
  return h("div", { class: `sc-commit-field sc-commit-${name}`, data: { field: name } },
    h("label", { for: key }, words[name]),
    name === "owner" && h("p", { class: "sc-commit-hint", id: `${key}-hint` }, words.ownerHint),
    textBox({
      id: key, rows: ["owner", "by"].includes(name) ? null : 2, maxlength: ROOM[name],
      ...(name === "by" ? { type: "date", min: today() } : {}),
      "aria-describedby": `${name === "owner" ? `${key}-hint ` : ""}${key}-wrong`,
    }, (text) => set(activity, at, name, text)),
    h("p", { class: "sc-commit-wrong", id: `${key}-wrong`, role: "status" }));
}

function row(activity, commitment, at) {
  const { spec, words } = activity;
  const level = spec.levels.find((each) => each.id === commitment.level);
  const head = h("button", {
    type: "button", class: "sc-commit-head",
    onclick: () => { activity.open = activity.open === at ? null : at; activity.redraw(); },
  },
  h("span", { class: "sc-commit-number" }, say("{number}", { number: at + 1 })),
  h("span", { class: "sc-commit-title" }, h("span", { class: "sc-commit-level" }, level.words), " ", h("strong", { dir: "auto" })));
  return h("li", { class: "sc-commit" },
    h("fieldset", {},
      h("legend", {}, head),
      h("dl", { class: "sc-commit-read" }, FIELDS.slice(1).map((name) =>
        h("div", { data: { field: name } }, h("dt", {}, words[name]), h("dd", { dir: "auto" })))),
      h("div", { class: "sc-commit-fields" },
        FIELDS.map((name) => field(activity, at, name)),
        h("button", { type: "button", class: "sc-quiet", onclick: () => take(activity, at) }, words.out)),
      h("p", { class: "sc-commit-left" })));
}

function paint(activity) {
  const { value, words, root, list } = activity;
  const made = all(value);
  const key = made.map((each) => each.level).join(" ");
  if (key !== activity.key) list.replaceChildren(...made.map((each, at) => row(activity, each, at)));
  activity.key = key;
  made.forEach((commitment, at) => {
    const box = list.children[at];
    const open = activity.open === at;
    box.dataset.open = open;
    box.querySelector(".sc-commit-head").setAttribute("aria-expanded", open);
    box.querySelector(".sc-commit-title strong").textContent = there(commitment, "what") ? commitment.what : words.nothing;
    box.querySelector(".sc-commit-fields").hidden = !open;
    for (const each of box.querySelectorAll(".sc-commit-field")) {
      const name = each.dataset.field;
      const control = each.querySelector(".sc-text");
      const wrong = activity.wrong.get(`${at}.${name}`);
      // Set only where it differs and was taken: whoever is writing keeps their place and their words.
      if (!wrong && control.value !== (commitment[name] || "")) control.value = commitment[name] || "";
      control.setAttribute("aria-invalid", Boolean(wrong));
      each.querySelector(".sc-commit-wrong").textContent = wrong ? words[wrong] : "";
    }
    for (const line of box.querySelectorAll(".sc-commit-read > div")) {
      const name = line.dataset.field;
      line.classList.toggle("sc-commit-empty", !there(commitment, name));
      line.querySelector("dd").textContent = written(name, commitment[name]);
    }
    const left = FIELDS.filter((name) => !there(commitment, name)).map((name) => words[name]);
    box.querySelector(".sc-commit-left").textContent = left.length ? say(words.left, { fields: left.join(" · ") }) : "";
  });
  root.querySelector(".sc-commit-count").textContent = say(words.count, { count: made.length, most: MOST });
  for (const button of root.querySelectorAll(".sc-commit-levels button")) button.disabled = made.length >= MOST;
  root.querySelector(".sc-commit-enough").hidden = made.length < MOST;
}

export default { render: (context) => run(context, { kind: "commitments", verdict: null, begun, build, paint }) };
