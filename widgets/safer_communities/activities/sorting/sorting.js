import { h, lately, mixed, own, paintWhy, run, say, shown } from "../common.js";

/** Which cards are in their own group, and why; the twin of `mark` in sorting.py. */
export function verdict(spec, value) {
  const cards = shown(spec, spec.cards, value);
  const items = {};
  let right = 0;
  for (const card of cards) {
    const group = own(value.placed, card.id);
    if (group === card.group) right += 1;
    items[card.id] = { right: group === card.group, why: group ? card.why[group] : "" };
  }
  return { of: cards.length, right, items };
}

function begun(value) {
  return Object.keys(value.placed || {}).length > 0;
}

function build(activity) {
  const { spec, words, id } = activity;
  activity.said = lately(activity, "sc-sort-status", "placed");
  const move = (card, group) => {
    const { [card.id]: before, ...placed } = activity.value.placed || {};
    // A card taken back lies on top, so that the pupil goes on with the card in hand.
    activity.top = group ? null : card.id;
    activity.change({ placed: group ? { ...placed, [card.id]: group.id } : placed });
    const done = !activity.pile.querySelector(".sc-sort-card");
    activity.said.tell([
      group ? say(words.put, { card: card.words, group: group.name }) : say(words.back, { card: card.words }),
      ...(done ? [words.allPlaced] : []),
    ].join(" "));
    (activity.pile.querySelector("button") || activity.cards.get(card.id).querySelector(".sc-sort-move")).focus();
  };
  activity.cards = new Map(spec.cards.map((card) => [card.id,
    h("li", { class: "sc-sort-card", data: { item: card.id } },
      h("fieldset", {},
        h("legend", { class: "sc-sort-words" }, card.words),
        card.picture ? h("img", { class: "sc-sort-picture", src: card.picture, alt: card.alt }) : null,
        h("div", { class: "sc-sort-groups" },
          h("p", {}, words.where),
          spec.groups.map((group, at) =>
            h("button", { type: "button", class: `sc-sort-into sc-sort-group-${at + 1}`, onclick: () => move(card, group) },
              h("span", { class: "sc-sort-shape" }), h("span", {}, group.name)))),
        h("button", { type: "button", class: "sc-quiet sc-sort-move", onclick: () => move(card, null) },
          words.move, h("span", { class: "sc-unseen" }, " ", card.words)),
        h("div", { class: "sc-item-why" })))]));
  // The role says again that these are lists: some browsers forget it where a style hides the markers.
  activity.pile = h("ul", { class: "sc-sort-pile-top", role: "list" });
  return h("div", { class: "sc-sorting" },
    h("div", { class: "sc-sort-pile" }, h("p", { class: "sc-sort-pile-count" }), activity.pile),
    activity.said.line,
    h("div", { class: "sc-sort-columns" }, spec.groups.map((group, at) =>
      h("div", { class: `sc-sort-column sc-sort-group-${at + 1}`, data: { group: group.id } },
        h("p", { class: "sc-sort-column-name", id: `${id}-${group.id}` }, h("span", { class: "sc-sort-shape" }), h("span", {}, group.name)),
        group.note ? h("p", { class: "sc-sort-column-note" }, group.note) : null,
        h("ul", { class: "sc-sort-column-cards", role: "list", "aria-labelledby": `${id}-${group.id}` }),
        h("p", { class: "sc-sort-column-empty" }, words.nothing)))));
}

function paint(activity) {
  const { spec, value, words, root, cards, pile } = activity;
  const items = activity.items();
  const placed = value.placed || {};
  activity.said.paint();
  const visible = mixed(shown(spec, spec.cards, value), spec.id).map((card) => card.id);
  const left = visible.filter((name) => !own(placed, name));
  const top = left.includes(activity.top) ? activity.top : left[0];
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  for (const [name, box] of cards) {
    const group = own(placed, name);
    // Disabled too, so that whoever looks for the first control finds one that can be seen.
    box.querySelector(".sc-sort-groups").hidden = Boolean(group);
    for (const button of box.querySelectorAll(".sc-sort-into")) button.disabled = Boolean(group);
    box.querySelector(".sc-sort-move").hidden = box.querySelector(".sc-sort-move").disabled = !group;
    paintWhy(box, words, group && own(items, name));
  }
  for (const column of root.querySelectorAll(".sc-sort-column")) {
    const here = Object.keys(placed).filter((name) => visible.includes(name) && placed[name] === column.dataset.group);
    lay(column.querySelector(".sc-sort-column-cards"), here.map((name) => cards.get(name)));
    column.querySelector(".sc-sort-column-cards").hidden = !here.length;
    column.querySelector(".sc-sort-column-empty").hidden = Boolean(here.length);
  }
  lay(pile, left.length ? [cards.get(top)] : []);
  pile.hidden = !left.length;
  pile.parentNode.dataset.more = left.length > 1;
  root.querySelector(".sc-sort-pile-count").textContent = left.length ? say(words.left, { count: left.length }) : "";
  if (held && held !== document.activeElement) held.focus();
  if (held && held !== document.activeElement) root.querySelector(".sc-sorting button:enabled").focus();
}

/** Make `boxes` the children of `list`, touching only what is not in its place yet. */
function lay(list, boxes) {
  for (const child of [...list.children]) if (!boxes.includes(child)) child.remove();
  boxes.forEach((box, at) => {
    if (list.children[at] !== box) list.insertBefore(box, list.children[at] || null);
  });
}

export default { render: (context) => run(context, { kind: "sorting", verdict, begun, build, paint }) };
