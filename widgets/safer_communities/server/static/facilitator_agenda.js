// The agenda: exercises and talks, begun, moved, skipped; and a clock that says its minutes in words.

import { h, say } from "./common.js";

const MINUTE = 60000;
const TICK = 5000;

export function begin(page, { find, change, edit, on, state }) {
  const { words } = page;
  const list = find("agenda");
  const clock = find("clock");
  const form = find("add");
  let ahead = 0; // how far the laptop that serves is ahead of this clock
  let drawn = "";

  const plain = (item) => ({ id: item.id, minutes: item.minutes, skipped: item.skipped, ...(item.exercise ? { exercise: item.exercise } : { title: item.title }) });

  function move(item, by) {
    edit((agenda) => {
      const next = agenda.map(plain);
      const at = next.findIndex((each) => each.id === item.id);
      if (at < 0 || !next[at + by]) return null;
      next.splice(at + by, 0, ...next.splice(at, 1));
      return next;
    }).then(() => list.querySelector(`[data-sc-item="${item.id}"] [data-move="${by}"]:not(:disabled)`)?.focus());
  }
  const alter = (id, patch) => edit((agenda) => agenda.map(plain).map((item) => (item.id === id ? { ...item, ...patch } : item)));

  function row(item, at, all) {
    const now = item.id === state().on;
    const button = (action, run, more = {}) => h("button", { type: "button", class: "quiet", "aria-label": say(words.of, { action, title: item.title }), onclick: run, ...more }, action);
    const minutes = h("input", { type: "number", min: 1, max: 180, value: item.minutes, inputmode: "numeric", "aria-label": say(words.minutesOf, { title: item.title }), onchange: (event) => event.target.validity.valid && alter(item.id, { minutes: Number(event.target.value) }) });
    const took = item.began && item.ended ? say(words.took, { n: Math.round((item.ended - item.began) / 60) }) : "";
    return h("li", { data: { scItem: item.id, scOn: Number(now), scSkipped: Number(item.skipped) } },
      h("span", { class: "item-title" }, item.title, now ? ` (${words.onNow})` : ""), minutes, h("span", { class: "item-time" }, took),
      now ? button(words.finish, () => change({ on: "" })) : button(words.begin, () => change({ on: item.id }), { "data-begin": "" }),
      button(words.up, () => move(item, -1), { disabled: at === 0, "data-move": "-1" }),
      button(words.down, () => move(item, 1), { disabled: at === all.length - 1, "data-move": "1" }),
      button(item.skipped ? words.unskip : words.skip, () => alter(item.id, { skipped: !item.skipped })),
      item.began ? null : button(words.take, () => edit((agenda) => agenda.map(plain).filter((each) => each.id !== item.id))));
  }

  function tick() {
    const item = state().agenda.find((each) => each.id === state().on);
    let said = words.nothingOn;
    if (item?.began) {
      const left = item.minutes - (Date.now() + ahead - item.began * 1000) / MINUTE;
      if (left > 1) said = say(words.left, { title: item.title, n: Math.ceil(left) });
      else if (left > 0) said = say(words.leftOne, { title: item.title });
      else said = say(words.past, { title: item.title, n: Math.max(1, Math.floor(-left)) });
    }
    if (clock.textContent !== said) clock.textContent = said;
  }

  form.elements.exercise.addEventListener("change", () => {
    const chosen = form.elements.exercise.selectedOptions[0];
    find("talk-title").hidden = Boolean(chosen.value);
    form.elements.minutes.value = chosen.dataset.minutes || 10;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { exercise, title, minutes } = form.elements;
    const added = { minutes: Number(minutes.value), ...(exercise.value ? { exercise: exercise.value } : { title: title.value }) };
    const done = await edit((agenda) => {
      const used = new Set(agenda.map((item) => item.id));
      let number = 1;
      while (used.has(`item-${number}`)) number += 1;
      return [...agenda.map(plain), { id: `item-${number}`, ...added }];
    });
    if (done) title.value = "";
  });

  on((news) => {
    ahead = news.now * 1000 - Date.now();
    const now = JSON.stringify([news.agenda, news.on]);
    if (now !== drawn && !list.querySelector("input:focus")) {
      drawn = now;
      const held = document.activeElement?.closest?.("[data-sc-item]")?.dataset.scItem;
      list.replaceChildren(...news.agenda.map(row));
      if (held) list.querySelector(`[data-sc-item="${held}"] button`)?.focus();
    }
    tick();
  });
  setInterval(tick, TICK);
}
