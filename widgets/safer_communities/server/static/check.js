// A check: its activities without key or feedback, each answer sent as it is given, and the handing in.

import { Model } from "./model.js";
import { readAloud } from "./aloud.js";
import { sitter } from "./check_sending.js";
import { h, say } from "./common.js";
import { asked } from "./keeping.js";

const page = JSON.parse(document.getElementById("sc-page").textContent);
const find = (name) => document.querySelector(`[data-sc-${name}]`);
const keep = sitter(page);

async function show(host) {
  const { kind, spec, words } = JSON.parse(host.querySelector("script").textContent);
  const module = await import(kind === "text" ? "./check_text.js" : `${page.static}${kind}/${kind}.js`);
  const model = new Model({ spec, words, check: true, value: keep.value(spec.id), locked: false, saved: "" });
  model.on("save", () => keep.save(spec.id, model));
  module.default.render({ model, el: host });
  keep.meet(spec.id, model);
  return { host, spec, model };
}

/** Mark on the path which questions have an answer. */
function steps(activities) {
  for (const { host, spec } of activities) {
    const step = document.querySelector(`[data-sc-step="${spec.id}"]`);
    const paint = () => {
      const done = answered(host);
      step.classList.toggle("done", done);
      step.querySelector(".step-done")?.remove();
      if (done) step.querySelector("a").append(h("span", { class: "step-done unseen" }, `, ${page.words.answered}`));
    };
    paint();
    new MutationObserver(paint).observe(host, { attributeFilter: ["data-sc-state", "data-sc-begun"] });
  }
}

const answered = (host) => keep.answered(host.dataset.scActivity);

/** Say when it was handed in, and whether it can be again. */
function standing(activities) {
  const paint = ({ handed, left, state }) => {
    const last = handed.at(-1);
    const when = last && new Intl.DateTimeFormat(page.locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(last));
    find("handed").textContent = last ? say(page.words.handed, { time: when }) : "";
    find("again").textContent = last && state === "open" && left > 0 ? page.words.again : "";
    find('do="hand-in"').disabled = state !== "open" || left < 1;
    find('do="hand-in"').textContent = last ? page.words.handInAgain : page.words.handIn;
  };
  keep.hear(paint);
  find('do="hand-in"').addEventListener("click", async () => {
    const open = activities.filter(({ host }) => !answered(host));
    const list = find("unanswered");
    list.replaceChildren(...open.map(({ spec }) => h("li", {}, h("a", { href: `#q-${spec.id}` }, spec.title))));
    find("some").hidden = !open.length;
    find("none").hidden = open.length > 0;
    const dialog = document.getElementById("sc-hand-in");
    const go = (event) => { if (event.target.closest("a")) dialog.close("back"); };
    list.addEventListener("click", go);
    const answer = await asked(dialog, "back");
    list.removeEventListener("click", go);
    if (answer === "hand-in") await keep.handIn();
  });
}

function leaving() {
  find('do="leave"').addEventListener("click", async () => {
    find("unhanded").hidden = keep.handedAll();
    find("unsaved").hidden = keep.savedAll();
    if ((await asked(document.getElementById("sc-leave"), "stay")) !== "leave") return;
    await keep.leave();
    window.location.assign(page.door);
  });
}

async function begin() {
  await keep.open();
  const activities = [];
  for (const host of document.querySelectorAll(".sc-host")) {
    activities.push(await show(host));
    document.body.dataset.scReady = "1";
  }
  steps(activities);
  standing(activities);
  leaving();
  readAloud(page);
}

begin();
