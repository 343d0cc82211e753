// Shows a page's activities at once, with no kernel and no heavy front end, and keeps their answers.

import { Model } from "./model.js";
import { keeper } from "./keeping.js";
import { readAloud } from "./aloud.js";
import { markSteps, finishing, furtherQuestions, sortWords } from "./lesson.js";
import { settings } from "./support.js";

const page = JSON.parse(document.getElementById("sc-page").textContent);
const keep = page.class ? (await import("./sending.js")).sender(page) : keeper(page);

/** Show one activity: its module is fetched, its model made, its kept answer restored. */
async function show(host) {
  const { kind, spec, words, check, value, locked, drawn } = JSON.parse(host.querySelector("script").textContent);
  const module = await import(`${page.static}${kind}/${kind}.js`);
  const model = new Model({ spec, words: { ...page.shared, ...words }, check, value: value || keep.value(spec.id), locked: Boolean(locked), saved: "", drawn, alone: Boolean(keep.alone) });
  model.on("save", () => keep.save(spec.id, model));
  module.default.render({ model, el: host });
  keep.meet?.(spec.id, model);
  return { host, model, spec };
}

async function begin() {
  await keep.open();
  const hosts = [...document.querySelectorAll(".sc-host")];
  const activities = [];
  for (const host of hosts) {
    activities.push(await show(host));
    document.body.dataset.scReady = "1";
  }
  document.body.dataset.scReady = "1";
  if (page.view === "gallery") return;
  if (page.frame) (await import("./exercise.js")).frame(page);
  sortWords(page);
  furtherQuestions(page, activities);
  settings(page, activities, keep);
  markSteps(page, activities);
  finishing(page, keep);
  if (page.class) (await import("./questions.js")).questions(page, keep);
  readAloud(page);
  if (page.view === "board") (await import("./board.js")).board(page);
  if (!page.file && document.querySelector(".sc-kernel-part")) (await import("./kernel.js")).whenNear(page, activities);
}

begin();
