// What people wrote: looked at, put under themes; and what they will do. Words are text, never HTML.

import { ask } from "./asking.js";
import { h, say } from "./common.js";

const { lang, dataset } = document.documentElement;
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: dataset.digits });

export function begin(page, { done, find, on, path }) {
  const { words } = page;
  let themes = [];
  let texts = [];
  let pledges = [];
  let seen = "";

  const time = (at) => clock.format(new Date(at * 1000));
  const button = (said, run, more = {}) => h("button", { type: "button", class: "quiet", onclick: run, ...more }, said);

  async function look() {
    const [one, two, three] = await Promise.all([ask(page, `${path}/texts`), ask(page, `${path}/themes`), ask(page, `${path}/commitments`)]);
    if (one.status !== 200 || two.status !== 200 || three.status !== 200) { seen = ""; return; }
    texts = one.texts;
    themes = two.themes;
    pledges = three.commitments;
    find("no-texts").hidden = texts.length > 0;
    find("words").replaceChildren(...one.words.map(({ word, count }) => h("li", {}, say(words.wordCount, { word, n: count }))));
    rows(find("texts"), texts, textRow);
    rows(find("themes"), themes, themeRow);
    rows(find("commitments"), pledges, pledgeRow);
  }

  /** Draw what changed alone, so that nobody who is editing loses what they typed. */
  function rows(list, all, make) {
    const there = new Map([...list.children].map((item) => [item.dataset.key, item]));
    for (const each of all) {
      const key = String(each.number || each.id);
      const now = JSON.stringify([each, make === textRow ? themes : make === themeRow ? texts.filter((text) => text.theme === each.id) : 0]);
      const before = there.get(key);
      there.delete(key);
      if (before && (before.dataset.now === now || before.querySelector("form"))) continue;
      const item = make(each);
      item.dataset.key = key;
      item.dataset.now = now;
      const focused = before?.contains(document.activeElement);
      if (before) before.replaceWith(item); else list.append(item);
      if (focused) item.querySelector("button, select")?.focus();
    }
    for (const item of there.values()) item.remove();
  }

  const judge = async (where, number, body) => { if (await done(`${path}/${where}/${number}`, "POST", body)) { seen = ""; await look(); } };

  function textRow(text) {
    const { number, status } = text;
    const id = `text-${number}`;
    const edit = () => {
      const box = h("textarea", { rows: 3, maxlength: 600, "aria-label": words.newWords }, text.shown || text.words);
      const form = h("form", { onsubmit: async (event) => {
        event.preventDefault();
        const reply = await done(`${path}/texts/${number}`, "POST", { status: "edited", shown: box.value });
        if (reply) { form.remove(); await look(); }
      } }, box, h("div", { class: "sc-bar" }, h("button", { class: "strong" }, words.save), button(words.cancel, () => { form.remove(); item.querySelector("button").focus(); })));
      item.append(form);
      box.focus();
    };
    const shown = status === "approved" || status === "edited";
    const said = h("p", { class: "exact", dir: "auto", id });
    said.textContent = text.shown || text.words;
    const more = { "aria-describedby": id };
    const item = h("li", { data: { scStatus: status, scText: number } },
      h("p", {}, say(words.textFrom, { table: text.table, time: time(text.at) }), " ", h("span", { class: "mark" }, words.status[status]), text.about ? h("small", {}, ` ${text.about}`) : null), said,
      h("div", { class: "sc-bar" },
        status === "approved" ? null : button(words.approve, () => judge("texts", number, { status: "approved" }), more),
        button(words.edit, edit, more),
        status === "dropped" ? button(words.restore, () => judge("texts", number, { status: "new" }), more) : button(words.drop, () => judge("texts", number, { status: "dropped" }), more),
        shown ? h("label", {}, words.theme, " ", h("select", { "aria-describedby": id, onchange: (event) => judge("texts", number, { theme: Number(event.target.value) || null }) },
          h("option", { value: "" }, words.noTheme), themes.map((theme) => h("option", { value: theme.id, selected: theme.id === text.theme }, theme.name)))) : null));
    return item;
  }

  function themeRow(theme) {
    const under = texts.filter((text) => text.theme === theme.id && text.shown);
    const item = h("li", { data: { scTheme: theme.id } },
      h("p", {}, h("strong", {}, say(words.themeCount, { name: theme.name, n: under.length }))),
      under.length ? h("ul", {}, under.map((text) => h("li", { dir: "auto" }, text.shown))) : null,
      h("div", { class: "sc-bar" }, button(words.rename, () => {
        const box = h("input", { value: theme.name, maxlength: 120, "aria-label": words.rename });
        const form = h("form", { class: "add-item", onsubmit: async (event) => {
          event.preventDefault();
          if (await done(`${path}/themes/${theme.id}`, "POST", { name: box.value })) { form.remove(); await look(); }
        } }, box, h("button", { class: "quiet" }, words.save));
        item.append(form);
        box.focus();
      }), button(words.delete, async () => {
        if (!await done(`${path}/themes/${theme.id}`, "DELETE")) return;
        await look();
        find("add-theme").elements.name.focus();
      }, { "aria-label": say(words.of, { action: words.delete, title: theme.name }) })));
    return item;
  }

  function pledgeFields(pledge = {}) {
    return Object.entries(words.fields).map(([name, said]) => h("label", {}, said,
      name === "level" ? h("select", { name }, Object.entries(words.levels).map(([id, level]) => h("option", { value: id, selected: id === pledge.level }, level)))
        : h("input", { name, type: name === "by" ? "date" : "text", value: pledge[name] || "", maxlength: name === "by" ? undefined : 600, required: ["what", "owner"].includes(name), autocomplete: "off" })));
  }
  const taken = (form) => Object.fromEntries(Object.keys(words.fields).map((name) => [name, form.elements[name].value]));

  function pledgeRow(pledge) {
    const { number, status } = pledge;
    const held = pledge.shown || pledge.said;
    const id = `pledge-${number}`;
    const more = { "aria-describedby": id };
    const edit = () => {
      const form = h("form", { class: "pledge-form", onsubmit: async (event) => {
        event.preventDefault();
        if (await done(`${path}/commitments/${number}`, "POST", { status: "edited", shown: taken(form) })) { form.remove(); await look(); }
      } }, pledgeFields(held), h("div", { class: "sc-bar" }, h("button", { class: "strong" }, words.save), button(words.cancel, () => { form.remove(); item.querySelector("button").focus(); })));
      item.append(form);
      form.querySelector("select").focus();
    };
    const item = h("li", { data: { scStatus: status, scPledge: number } },
      h("p", {}, words.levels[held.level] || held.level, " ", pledge.table ? `${say(words.tableNo, { n: pledge.table })} ` : "", h("span", { class: "mark" }, words.status[status])),
      h("p", { class: "exact", dir: "auto", id }, h("strong", {}, held.what)),
      h("p", { dir: "auto" }, ["owner", "by", "measure", "first"].filter((name) => held[name]).map((name) => `${words.fields[name]}: ${held[name]}`).join(" · ")),
      h("div", { class: "sc-bar" },
        status === "approved" ? null : button(words.approve, () => judge("commitments", number, { status: "approved" }), more),
        button(words.edit, edit, more),
        status === "dropped" ? button(words.restore, () => judge("commitments", number, { status: "new" }), more) : button(words.drop, () => judge("commitments", number, { status: "dropped" }), more)));
    return item;
  }

  find("add-theme").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (await done(`${path}/themes`, "POST", { name: form.elements.name.value })) { form.elements.name.value = ""; await look(); }
  });
  const fresh = find("pledge");
  fresh.append(...pledgeFields(), h("div", { class: "sc-bar" }, h("button", { class: "strong" }, words.addPledge)));
  fresh.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await done(`${path}/commitments`, "POST", { shown: taken(fresh) })) { fresh.reset(); await look(); }
  });

  on((news) => {
    const now = `${news.unread}/${news.answers}`;
    if (now === seen) return;
    seen = now;
    look();
  });
}
