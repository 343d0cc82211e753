// Alone beside table, part by part; what the room is shown; snapshots.

import { ask } from "./asking.js";
import { comparison } from "./compare.js";
import { h, say } from "./common.js";
import { words as spreadWords } from "./spread.js";

const PAUSE = 2000;
const { lang, dataset } = document.documentElement;
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: dataset.digits });

export function begin(page, { done, find, change, on, path, state }) {
  const { words } = page;
  const said = spreadWords();
  const host = find("compare");
  const told = find("compare-told");
  const of = find("compare-of");
  const boxes = new Map();
  let chosen = "";
  let due = 0;
  let seen = "";

  function box(part) {
    const place = h("div", {});
    const show = part.sensitive ? h("p", {}, words.never) : h("div", { class: "sc-bar" },
      page.over ? null : h("button", { type: "button", class: "strong", data: { scShow: part.part }, onclick: () => reveal(part.part) }, words.show),
      h("button", { type: "button", class: "quiet", data: { scSnapshot: part.part }, onclick: () => snapshot(part.part) }, words.snapshot));
    const element = h("details", { class: "spread-part", data: { scComparison: part.part } }, h("summary", {}, part.title), place, show);
    return { element, place, now: "" };
  }

  const reveal = (part) => {
    const { shown } = state();
    return change({ shown: shown.includes(part) ? shown.filter((each) => each !== part) : [...shown, part] });
  };

  async function snapshot(part) {
    if (!await done(`${path}/snapshots`, "POST", { part })) return;
    told.textContent = words.kept;
    await snapshots();
  }

  async function snapshots() {
    const reply = await ask(page, `${path}/snapshots`);
    if (reply.status !== 200) return;
    find("snapshots").hidden = !reply.snapshots.length;
    find("snapshot-list").replaceChildren(...reply.snapshots.map((each) => {
      const caption = say(words.at, { title: each.title, time: clock.format(new Date(each.at * 1000)) });
      const remove = h("button", { type: "button", class: "quiet", onclick: async () => {
        if (!await done(`${path}/snapshots/${each.id}`, "DELETE")) return;
        told.textContent = words.removed;
        await snapshots();
        document.getElementById("compare-title").focus();
      } }, words.remove, h("span", { class: "unseen" }, ` ${caption}`));
      return h("details", { class: "spread-part" }, h("summary", {}, caption), comparison(each, said), h("div", { class: "sc-bar" }, remove));
    }));
  }

  async function look() {
    due = 0;
    if (!chosen) return;
    const reply = await ask(page, `${path}/compare`, { query: { exercise: chosen } });
    if (reply.status !== 200 || reply.exercise !== chosen) return;
    for (const part of reply.parts) {
      if (!boxes.has(part.part)) { boxes.set(part.part, box(part)); host.append(boxes.get(part.part).element); }
      const held = boxes.get(part.part);
      const now = JSON.stringify(part);
      if (held.now === now) continue;
      held.now = now;
      const open = [...held.place.querySelectorAll("details")].map((each) => each.open);
      held.place.replaceChildren(comparison(part, said));
      for (const [at, each] of [...held.place.querySelectorAll("details")].entries()) each.open = Boolean(open[at]);
    }
  }
  const soon = () => { due ||= setTimeout(look, PAUSE); };

  function choose(exercise) {
    chosen = exercise;
    boxes.clear();
    host.replaceChildren();
    look();
  }
  of.addEventListener("change", () => choose(of.value));

  on((news) => {
    const held = [...new Set(news.agenda.filter((item) => item.exercise && item.began).map((item) => item.exercise))];
    if (of.dataset.held !== held.join()) {
      of.dataset.held = held.join();
      of.replaceChildren(...held.map((id) => h("option", { value: id }, page.titles[id] || id)));
    }
    const follow = news.exercise || chosen || held.at(-1) || "";
    if (follow && follow !== of.dataset.follow) { of.dataset.follow = follow; of.value = follow; choose(follow); }
    for (const button of host.querySelectorAll("[data-sc-show]")) {
      const shown = chosen === news.exercise && news.shown.includes(button.dataset.scShow);
      button.textContent = shown ? words.stop : words.show;
      button.dataset.scOn = Number(shown);
    }
    for (const button of host.querySelectorAll("[data-sc-show], [data-sc-snapshot]")) button.disabled = chosen !== news.exercise;
    const now = `${news.answers}/${news.joined}`;
    if (now !== seen) { seen = now; soon(); }
  });
  snapshots();
}
