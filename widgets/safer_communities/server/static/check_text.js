// A free text in a check: a box, and how much room there is in it. What stands over it is the page's.

import { h, run, say } from "./common.js";

const NEAR = 200;

function build(activity) {
  const { spec, words, id } = activity;
  const first = document.getElementById(`first-${spec.id}`);
  const area = h("textarea", {
    id: `${id}-text`, rows: 6, maxlength: spec.most, dir: "auto", autocomplete: "off",
    "aria-describedby": first && first.id,
    oninput: () => activity.change({ text: area.value }),
  });
  return h("div", { class: "sc-written" },
    h("label", { for: `${id}-text` }, words.label), area, h("p", { class: "sc-room", role: "status" }));
}

function paint(activity) {
  const area = activity.root.querySelector("textarea");
  const text = activity.value.text || "";
  if (area.value !== text) area.value = text;
  const left = activity.spec.most - text.length;
  const words = left <= NEAR ? say(activity.words.room, { number: left }) : "";
  const room = activity.root.querySelector(".sc-room");
  if (room.textContent !== words) room.textContent = words;
}

const begun = (value) => Boolean((value.text || "").trim());

export default { render: (context) => run(context, { kind: "text", verdict: null, begun, build, paint }) };
