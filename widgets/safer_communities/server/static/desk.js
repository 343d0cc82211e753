// The class desk: starts a class; who is where, live; pauses, opens, ends, deletes.

import { ask, listen } from "./asking.js";
import { h, say } from "./common.js";
import { asked } from "./keeping.js";

const page = JSON.parse(document.getElementById("sc-here").textContent);
const told = document.querySelector("[data-sc-told]");
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const act = (name, run) => find(`do="${name}"`)?.addEventListener("click", run);
const STRANGER = 3000;
let state = { open: [] };

/** Ask; say what was refused. Return whether it was done. */
async function done(path, method, body) {
  const reply = await ask(page, path, { method, body });
  told.textContent = reply.status === 200 ? "" : reply.error || page.words.gone;
  return reply.status === 200 ? reply : null;
}

function start() {
  const form = find("start");
  if (!form) return;
  form.querySelector("button").disabled = false; // pressed before this, it would send the form itself
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const reply = await done("classes", "POST", { lesson: event.target.elements.lesson.value });
    if (reply) window.location.assign(`${page.desk}${page.desk.includes("?") ? "&" : "?"}class=${reply.code}`);
  });
}

function lead() {
  const path = `classes/${page.class.code}`;
  const change = async (patch) => {
    const reply = await done(`${path}/state`, "POST", patch);
    if (reply) state = reply;
    paint();
    return reply;
  };
  const sure = async (name) => (await asked(document.getElementById(`sc-${name}`), "no")) === "yes";
  act("pause", () => change({ paused: !state.paused }));
  act("open-all", () => change({ open: page.parts }));
  act("close-all", () => change({ open: [] }));
  act("forgive", () => done("slowed", "DELETE"));
  act("end", async () => { if (await sure("end") && await change({ ended: true })) window.location.reload(); });
  act("delete", async () => { if (await sure("delete") && await done(path, "DELETE")) window.location.assign(page.desk); });
  for (const box of document.querySelectorAll("[data-sc-open]")) {
    box.addEventListener("change", () => {
      const others = state.open.filter((part) => part !== box.dataset.scOpen);
      state = { ...state, open: box.checked ? [...others, box.dataset.scOpen] : others };
      change({ open: state.open });
    });
  }
  let known = true;
  const line = listen(page, {
    hear(news) {
      // A pack that was started again has a new key: until this browser has it, we are told less.
      known = Boolean(news.pupils);
      told.textContent = known ? "" : page.words.again;
      if (!known) { setTimeout(line.again, STRANGER); return; }
      state = news;
      grid(news.pupils);
      paint();
      if (news.ended) line.stop();
    },
    line(there) { told.textContent = !there ? page.words.gone : known ? "" : page.words.again; },
  });
}

/** Show the state in the buttons and switches. */
function paint() {
  for (const box of document.querySelectorAll("[data-sc-open]")) box.checked = state.open.includes(box.dataset.scOpen);
  const pause = find('do="pause"');
  if (!pause) return;
  pause.textContent = state.paused ? page.words.goOn : page.words.pause;
  pause.dataset.scOn = Number(Boolean(state.paused));
  if (state.joined !== undefined) {
    const words = say(page.words.joined, { number: state.joined });
    if (find("joined").textContent !== words) find("joined").textContent = words;
    find("slowed").hidden = !state.slowed;
  }
}

/** Show tags by parts. A cell that did not change is left as it is, so that a reader keeps its place. */
function grid(pupils) {
  const body = find("grid");
  find("nobody").hidden = pupils.length > 0;
  for (const [at, { tag, parts }] of pupils.entries()) {
    const row = body.rows[at] || body.appendChild(h("tr", {}, h("th", { scope: "row" }), page.parts.map(() => h("td", {}))));
    if (row.cells[0].textContent !== tag) row.cells[0].textContent = tag;
    for (const [index, part] of page.parts.entries()) {
      const cell = row.cells[index + 1];
      const now = parts[part] || "before";
      if (cell.dataset.now === now) continue;
      cell.dataset.now = now;
      cell.textContent = page.words[now];
    }
  }
  while (body.rows.length > pupils.length) body.lastElementChild.remove();
}

start();
if (page.class) lead();
