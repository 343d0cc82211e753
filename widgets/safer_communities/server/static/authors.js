// The author's page: asks again every two seconds, and shows the lesson anew when a file changed.

import { h, say } from "./common.js";

const EVERY = 2000;
const { words } = JSON.parse(document.getElementById("sc-page").textContent);
const list = document.querySelector("[data-sc-list]");
const count = document.querySelector("[data-sc-count]");
const clean = document.querySelector("[data-sc-clean]");
const frame = document.querySelector("iframe");
let stamp = null;

async function look() {
  const answer = await fetch(document.body.dataset.scFindings).catch(() => null);
  if (answer?.ok) {
    const told = await answer.json();
    if (told.stamp !== stamp) {
      if (stamp !== null) frame.contentWindow.location.reload();
      stamp = told.stamp;
      list.replaceChildren(...told.findings.map((finding) => h("li", {},
        h("code", {}, finding.file), finding.line ? ` ${say(words.line, { line: finding.line })}` : "",
        h("br"), h("strong", {}, finding.message), " ", finding.remedy)));
      count.textContent = say(words.count, { count: told.findings.length });
      clean.hidden = told.findings.length > 0;
    }
  }
  setTimeout(look, EVERY);
}

look();
