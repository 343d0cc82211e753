import { h, lately, mixed, own, paintWhy, run, say, shown } from "../common.js";

/** The ids of the shown items as the pupil put them; empty where some have no place. */
function orderOf(spec, value) {
  const ids = shown(spec, spec.items, value).map((item) => item.id);
  const order = (value.order || []).filter((id) => ids.includes(id));
  return order.length === ids.length ? order : [];
}

/** Which items stand at their own place, and why; the twin of `mark` in ordering.py. */
export function verdict(spec, value) {
  const order = orderOf(spec, value);
  const all = shown(spec, spec.items, value);
  const items = {};
  let right = 0;
  all.forEach((item, position) => {
    const at = order.indexOf(item.id);
    const good = at === position;
    if (good) right += 1;
    items[item.id] = { right: good, why: at < 0 ? "" : good ? item.why : at < position ? item.early : item.late };
  });
  return { of: all.length, right, items };
}

function begun(value) {
  return Boolean((value.order || []).length);
}

/** The order on the screen: the pupil's, or before they begin a mixed one that is never right. */
function standing({ spec, value, check }) {
  const order = orderOf(spec, value);
  if (order.length) return order;
  const items = shown(spec, spec.items, value);
  const start = (check ? items : mixed(items, spec.id)).map((item) => item.id);
  const right = !check && start.every((id, at) => id === items[at].id);
  return right ? [...start.slice(1), start[0]] : start;
}

function build(activity) {
  const { spec, words } = activity;
  activity.said = lately(activity, "sc-order-status", "order");
  const move = (item, by, button) => {
    const order = standing(activity);
    const from = order.indexOf(item.id);
    const to = from + by;
    if (to < 0 || to >= order.length) return;
    [order[from], order[to]] = [order[to], order[from]];
    activity.change({ order });
    activity.said.tell(say(words.moved, { item: item.words, place: to + 1, of: order.length }));
    button.focus();
  };
  const mover = (item, name, by) => h("button", {
    type: "button", class: `sc-order-mover sc-order-mover-${name}`, onclick: (event) => move(item, by, event.currentTarget),
  }, h("span", { class: "sc-unseen" }, say(words[name], { item: item.words })));
  activity.rows = new Map(spec.items.map((item) => [item.id,
    h("li", { class: "sc-order-row", data: { item: item.id } },
      h("div", { class: "sc-order-card" },
        h("span", { class: "sc-order-place" }), " ",
        h("span", { class: "sc-order-words" }, item.words),
        h("span", { class: "sc-order-movers" }, mover(item, "up", -1), mover(item, "down", 1))),
      h("div", { class: "sc-item-why" }))]));
  // The role says again that this is a list: some browsers forget it where a style hides the markers.
  return h("div", { class: "sc-order" },
    spec.top ? h("p", { class: "sc-order-end" }, spec.top) : null,
    h("ol", { class: "sc-order-list", role: "list" }),
    spec.bottom ? h("p", { class: "sc-order-end" }, spec.bottom) : null,
    activity.said.line);
}

function paint(activity) {
  const { words, root, rows } = activity;
  const items = activity.items();
  const list = root.querySelector(".sc-order-list");
  const order = standing(activity);
  activity.said.paint();
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const before = new Map([...list.children].map((row) => [row, row.offsetTop]));
  for (const row of [...list.children]) if (!order.includes(row.dataset.item)) row.remove();
  order.forEach((id, at) => {
    const row = rows.get(id);
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] || null);
    row.querySelector(".sc-order-place").textContent = say("{n}", { n: at + 1 });
    // Not `disabled`: the button under the pupil's finger must keep the focus at the ends.
    row.querySelector(".sc-order-mover-up").setAttribute("aria-disabled", at === 0);
    row.querySelector(".sc-order-mover-down").setAttribute("aria-disabled", at === order.length - 1);
    paintWhy(row, words, own(items, id));
  });
  if (held && held !== document.activeElement) held.focus();
  if (matchMedia("(prefers-reduced-motion: no-preference)").matches) glide(before);
}

/** Show where each row went. */
function glide(before) {
  for (const [row, top] of before) {
    const way = top - row.offsetTop;
    if (row.isConnected && way) row.animate({ transform: [`translateY(${way}px)`, "none"] }, { duration: 200, easing: "ease-out" });
  }
}

export default { render: (context) => run(context, { kind: "ordering", verdict, begun, build, paint }) };
