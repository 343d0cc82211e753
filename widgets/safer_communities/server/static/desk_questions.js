// The question box at the desk: turned on, counted, read, passed on. Words of pupils are text, never HTML.

import { ask } from "./asking.js";
import { h, say } from "./common.js";
import { asked } from "./keeping.js";

const { lang, dataset } = document.documentElement;
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: dataset.digits });

/**
 * Ask whether to end or delete, where messages are unread too. Resolve to "no", "yes" or, where the
 * teacher said to go on without reading them, "unread".
 */
export async function sure(name, unread) {
  const dialog = document.getElementById(`sc-${name}`);
  for (const each of dialog.querySelectorAll("[data-sc-when]")) {
    each.hidden = (each.dataset.scWhen === "unread") !== unread > 0;
  }
  const answer = await asked(dialog, "no");
  if (answer !== "read") return answer;
  document.getElementById("questions-title").focus();
  return "no";
}

export function begin(page, tools) {
  const path = `classes/${page.class.code}/questions`;
  const words = JSON.parse(document.getElementById("sc-question-words").textContent);
  const list = tools.find("messages");
  const box = tools.find("questions");
  const rows = new Map();
  let unread;

  const note = async (number, flags) => {
    const reply = await tools.done(`${path}/${number}`, "POST", flags);
    if (reply) paint(reply);
    return reply;
  };
  const pass = async (number) => {
    if (await note(number, { passed: true })) window.location.assign(words.page.replace("NUMBER", number));
  };

  /** Folded: a desk may be shown on the projector, and what a child wrote is for the teacher alone. */
  function row({ number, tag, at, words: written }) {
    const made = {
      mark: h("span", { class: "mark" }),
      read: h("button", { type: "button", class: "quiet", onclick: () => note(number, { read: true }) }, words.read),
      pass: h("button", { type: "button", class: "quiet", onclick: () => pass(number) }),
    };
    const from = say(words.from, { tag, time: clock.format(new Date(at * 1000)) });
    const said = h("p", { class: "exact", dir: "auto" });
    said.textContent = written;
    list.append(h("li", {}, h("details", {}, h("summary", {}, from, " ", made.mark), said, h("div", { class: "sc-bar" }, made.read, made.pass))));
    return made;
  }

  function paint(question) {
    if (!rows.has(question.number)) rows.set(question.number, row(question));
    const { mark, read, pass: passing } = rows.get(question.number);
    const how = question.passed ? "isPassed" : question.read ? "isRead" : "isNew";
    mark.textContent = words[how];
    mark.dataset.now = how;
    read.hidden = question.read;
    passing.textContent = question.passed ? words.again : words.pass;
  }

  async function fetchAll() {
    const reply = await ask(page, path);
    if (reply.status === 200) reply.questions.forEach(paint);
    else unread = undefined; // asked again with the next news
  }

  box?.addEventListener("change", async () => {
    if (!await tools.done(`classes/${page.class.code}/state`, "POST", { questions: box.checked })) box.checked = !box.checked;
  });
  tools.on((news) => {
    if (box) box.checked = news.questions;
    if (news.unread === unread) return;
    unread = news.unread;
    tools.find("unread").replaceChildren(...(unread ? [h("a", { href: "#questions-title" }, say(words.unread, { number: unread }))] : []));
    fetchAll();
  });
}
