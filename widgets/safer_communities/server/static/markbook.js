// The markbook: what a teacher presses is asked of the server, and the page is shown anew.

import { ask } from "./asking.js";
import { begin as charts } from "./markbook_charts.js";
import { say } from "./common.js";
import { asked } from "./keeping.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const told = document.querySelector("[data-sc-told]");
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const act = (name, run) => find(`do="${name}"`)?.addEventListener("click", run);
const form = (name, run) => find(`form="${name}"`)?.addEventListener("submit", (event) => {
  event.preventDefault();
  run(event.target.elements);
});
const check = `checks/${page.check}`;
const EVERY = 300;
const PLACE = "safer:markbook";

/** Ask; say what was refused. Return the reply where it was done. */
async function done(path, method, body) {
  const reply = await ask(page, path, { method, body });
  told.textContent = reply.status === 200 ? "" : reply.error || page.words.gone;
  if (reply.status !== 200) told.scrollIntoView({ block: "center" });
  return reply.status === 200 ? reply : null;
}

/** Show the page anew, at the place where the reader is, with the keyboard on what was pressed. */
function anew() {
  const held = document.activeElement?.dataset?.scDo || "";
  try { sessionStorage.setItem(PLACE, JSON.stringify({ y: window.scrollY, held })); } catch { /* it starts at the top */ }
  window.location.reload();
}

function backInPlace() {
  try {
    const { y, held } = JSON.parse(sessionStorage.getItem(PLACE) || "null") || {};
    sessionStorage.removeItem(PLACE);
    if (y) window.scrollTo({ top: y, behavior: "instant" });
    if (held) find(`do="${held}"`)?.focus({ preventScroll: true });
  } catch { /* as above */ }
}

const then = async (...what) => { if (await done(...what)) anew(); };
const sure = (id) => asked(document.getElementById(id), "no");
const time = (input) => (input.value ? new Date(input.value).toISOString() : null);

/** Delete; where nobody has read a text, only once that is said too. */
async function remove(id, path) {
  if ((await sure(id)) !== "yes") return;
  const reply = await ask(page, path, { method: "DELETE" });
  if (reply.status === 409) {
    document.querySelector("#sc-unread [data-sc-why]").textContent = reply.error;
    if ((await sure("sc-unread")) === "yes" && (await ask(page, path, { method: "DELETE", query: { unread: "yes" } })).status === 200) anew();
  } else if (reply.status === 200) anew();
  else told.textContent = reply.error || page.words.gone;
}

async function mark() {
  const button = find('do="mark"');
  button.disabled = true;
  if (!(await done(`${check}/mark`, "POST", {}))) { button.disabled = false; return; }
  follow();
}

/** Follow a marking until it is over. */
async function follow() {
  const box = find("progress");
  const bar = box.querySelector("progress");
  const words = find("progress-said");
  box.hidden = false;
  for (;;) {
    const now = await ask(page, `${check}/mark`);
    if (now.status !== 200) { told.textContent = now.error || page.words.gone; await pause(EVERY * 10); continue; }
    if (now.state === "failed") { told.textContent = now.failed; find('do="mark"').disabled = false; box.hidden = true; return; }
    if (now.state === "done") { words.textContent = page.words.marked; anew(); return; }
    if (now.of) { bar.max = now.of; bar.value = now.done; } else bar.removeAttribute("value");
    words.textContent = now.of ? say(page.words.marking, { done: now.done, of: now.of }) : page.words.collecting;
    await pause(EVERY);
  }
}
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

form("roster", ({ add, group }) => then("roster", "POST", { add: Number(add.value), group: group.value }));
form("import", async ({ file }) => then("roster", "POST", { csv: await file.files[0].text() }));
form("window", ({ open, close }) => then(`${check}/window`, "POST", { open: time(open), close: time(close) }));
act("open", () => then(`${check}/window`, "POST", { now: "open" }));
act("close", () => then(`${check}/window`, "POST", { now: "close" }));
act("release", () => then(`${check}/release`, "POST", { released: true }));
act("withdraw", () => then(`${check}/release`, "POST", { released: false }));
act("forgive", () => then("slips/slowed", "DELETE"));
act("reload", anew);
act("print", () => window.print());
act("mark", mark);
act("delete", () => remove("sc-delete", check));
act("delete-all", () => remove("sc-delete-all", "roster"));
for (const button of document.querySelectorAll("[data-sc-pass]")) {
  button.addEventListener("click", async () => {
    if ((await sure("sc-pass")) !== "yes") return;
    const { scPass: pupil, scItem: item } = button.dataset;
    const reply = await done(`${check}/pass`, "POST", { pupil, item });
    if (reply) window.location.assign(reply.page);
  });
}
for (const button of document.querySelectorAll("[data-sc-copy]")) {
  button.addEventListener("click", () => {
    // Selected, so that it can be copied where the browser gives no page the clipboard.
    window.getSelection().selectAllChildren(document.getElementById(button.dataset.scCopy));
    navigator.clipboard?.writeText(document.getElementById(button.dataset.scCopy).textContent).catch(() => {});
  });
}
backInPlace();
if (page.check) {
  charts(page);
  ask(page, `${check}/mark`).then((now) => { if (["collecting", "marking"].includes(now.state)) follow(); });
}
