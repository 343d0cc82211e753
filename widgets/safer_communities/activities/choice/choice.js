import { h, mixed, paintWhy, run, shown } from "../common.js";

/** Which questions are answered rightly, and why; the twin of `mark` in choice.py. */
export function verdict(spec, value) {
  const items = {};
  let right = 0;
  const questions = shown(spec, spec.questions, value);
  for (const question of questions) {
    const chosen = (value.answers || {})[question.id] || [];
    const wrong = question.options.find((option) => chosen.includes(option.id) && !question.answer.includes(option.id));
    const good = !wrong && question.answer.every((id) => chosen.includes(id));
    if (good) right += 1;
    const told = wrong || question.options.find((option) => option.id === question.answer[0]);
    items[question.id] = { right: good, why: !chosen.length ? "" : good || wrong ? told.why : question.hint };
  }
  return { of: questions.length, right, items };
}

function begun(value) {
  return Object.values(value.answers || {}).some((chosen) => chosen.length);
}

const SHORT = 12;

function build(activity) {
  const { spec, id } = activity;
  const type = spec.mode === "many" ? "checkbox" : "radio";
  const choose = (question, input) => {
    const before = (activity.value.answers || {})[question.id] || [];
    const others = before.filter((each) => each !== input.value);
    const chosen = type === "radio" ? [input.value] : input.checked ? [...others, input.value].sort() : others;
    activity.change({ answers: { ...activity.value.answers, [question.id]: chosen } });
  };
  // Where all questions have the same options, as true and false, these stand in one order.
  const written = new Set(spec.questions.map(({ options }) => JSON.stringify(options.map((option) => [option.id, option.words]))));
  const alike = spec.questions.length > 1 && written.size === 1;
  const short = spec.questions.every(({ options }) => options.every(({ words }) => [...words].length < SHORT));
  return h("div", { class: "sc-questions" }, spec.questions.map((question) => {
    const options = spec.mode === "myth" || alike ? question.options : mixed(question.options, question.id);
    return h("fieldset", { class: "sc-question", data: { item: question.id } },
      h("legend", {}, question.words),
      h("div", { class: `sc-options sc-options-${alike && short ? "myth" : spec.mode}` }, options.map((option) =>
        h("label", { class: "sc-option" },
          h("input", {
            type, name: `${id}-${question.id}`, value: option.id,
            onchange: (event) => choose(question, event.target),
          }),
          h("span", {}, option.words)))),
      h("div", { class: "sc-item-why" }));
  }));
}

function paint(activity) {
  const { spec, value, words } = activity;
  const items = activity.items();
  const questions = shown(spec, spec.questions, value).map((question) => question.id);
  for (const box of activity.root.querySelectorAll(".sc-question")) {
    const name = box.dataset.item;
    box.hidden = !questions.includes(name);
    const chosen = (value.answers || {})[name] || [];
    for (const input of box.querySelectorAll("input")) input.checked = chosen.includes(input.value);
    const item = items[name];
    paintWhy(box, words, item);
  }
}

export default { render: (context) => run(context, { kind: "choice", verdict, begun, build, paint }) };
