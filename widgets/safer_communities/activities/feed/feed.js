import { h, mixed, own, paintRadios, radios, run, say, shown } from "../common.js";

/** Which questions are answered rightly, and why; the twin of `mark` in feed.py. */
export function verdict(spec, value) {
  const items = {};
  let right = 0;
  const questions = shown(spec, spec.questions, value);
  for (const question of questions) {
    const [chosen] = own(value.answers, question.id) || [];
    const good = question.answer.includes(chosen);
    if (good) right += 1;
    items[question.id] = { right: good, why: chosen ? question.options.find((option) => option.id === chosen).why : "" };
  }
  return { of: questions.length, right, items };
}

function begun(value) {
  return Object.values(value.answers || {}).some((chosen) => chosen.length);
}

/** What one person is shown: what the app has noticed, and the results in their order. */
function screen({ spec, words, id }, profile) {
  const results = spec.results.filter((result) => own(result.order, profile.id))
    .sort((a, b) => a.order[profile.id] - b.order[profile.id]);
  return h("div", { class: "sc-feed-screen", role: "group", data: { profile: profile.id }, "aria-labelledby": `${id}-of-${profile.id}` },
    h("p", { class: "sc-feed-whose", id: `${id}-of-${profile.id}` }, say(words.results, { name: profile.name })),
    h("p", { class: "sc-feed-noticed" }, h("strong", {}, words.noticed), " ", profile.words),
    h("p", { class: "sc-feed-search" }, words.searched, " ", h("strong", {}, spec.search)),
    h("ol", { class: "sc-feed-results", role: "list" }, results.map((result) =>
      h("li", { class: "sc-feed-result" },
        result.picture ? h("img", { src: result.picture, alt: result.alt }) : null,
        h("p", {}, result.words),
        h("details", {}, h("summary", {}, words.why), h("p", {}, result.tag))))));
}

function build(activity) {
  const { spec, words, id } = activity;
  const asked = spec.questions.map((question) => ({ ...question, options: mixed(question.options, question.id) }));
  const looks = [...spec.profiles.map((profile) => [profile.id, profile.name]), ["all", words.both]];
  return h("div", {},
    h("fieldset", { class: "sc-feed-look" },
      h("legend", { class: "sc-feed-head" }, words.whose),
      h("div", { class: "sc-feed-profiles" }, looks.map(([name, text]) =>
        h("label", { class: "sc-option" },
          h("input", { type: "radio", name: `${id}-looking`, value: name, onchange: () => activity.change({ looking: name }, { stays: true }) }),
          h("span", {}, text))))),
    h("div", { class: "sc-feed-screens" }, spec.profiles.map((profile) => screen(activity, profile))),
    h("fieldset", { class: "sc-feed-questions" },
      h("legend", { class: "sc-feed-head" }, words.questions),
      h("div", { class: "sc-questions" }, radios(id, asked, (question, option) =>
        activity.change({ answers: { ...activity.value.answers, [question.id]: [option.id] } })))));
}

function paint(activity) {
  const { spec, value, root } = activity;
  const looking = value.looking || spec.profiles[0].id;
  for (const input of root.querySelectorAll(".sc-feed-look input")) input.checked = input.value === looking;
  for (const box of root.querySelectorAll(".sc-feed-screen")) box.hidden = !["all", box.dataset.profile].includes(looking);
  paintRadios(activity, shown(spec, spec.questions, value).map((question) => question.id), (name) => (own(value.answers, name) || [])[0]);
}

export default { render: (context) => run(context, { kind: "feed", verdict, begun, build, paint }) };
