import { h, mixed, paintWhy, run, say, shown } from "../common.js";

// How near a tap must come to a spot, as a fraction of the picture's width.
const NEAR = 0.08;
const SIGNS = { right: "M5 12l5 5 9-10", again: "M12 5v9m0 4v.5" };

/** Which spots are judged rightly, and why; the twin of `mark` in hotspots.py. */
export function verdict(spec, value) {
  const chosen = value.chosen || [];
  const items = {};
  let right = 0;
  const spots = shown(spec, spec.spots, value);
  for (const spot of spots) {
    const picked = chosen.includes(spot.id);
    const missed = spot.hazard ? spot.hint : "";
    if (picked === spot.hazard) right += 1;
    items[spot.id] = { right: picked === spot.hazard, why: picked ? spot.why : missed };
  }
  return { of: spots.length, right, items };
}

function begun(value) {
  return (value.chosen || []).length > 0;
}

/** The spots by their numbers: those of the support form first, so that a number means one thing to a whole class. */
function numbered(spec) {
  const order = mixed(spec.spots, "spots");
  const first = (spot) => spec.fewer.includes(spot.id);
  return [...order.filter(first), ...order.filter((spot) => !first(spot))]
    .map((spot, index) => ({ ...spot, number: say("{number}", { number: index + 1 }) }));
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function sign(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: `sc-sign sc-sign-${name}` }, svg("path", { d: SIGNS[name] }));
}

function build(activity) {
  const { spec, words } = activity;
  const spots = numbered(spec);
  const naming = h("span", { class: "sc-naming", "aria-hidden": "true" });

  /** Show which number and which name belong together, wherever one of the two is. */
  const point = (name) => {
    const spot = spots.find((each) => each.id === name);
    naming.dataset.named = name;
    naming.replaceChildren(h("b", { class: "sc-number" }, spot.number), h("span", {}, spot.name));
    for (const each of activity.root.querySelectorAll("[data-spot]")) {
      each.classList.toggle("sc-lit", each.dataset.spot === name);
    }
  };
  const toggle = (name) => {
    const before = activity.value.chosen || [];
    const without = before.filter((each) => each !== name);
    activity.change({ chosen: before.includes(name) ? without : [...before, name].sort() });
    point(name);
  };
  const near = (event) => {
    if (event.target.closest("button")) return;
    const box = event.currentTarget.getBoundingClientRect();
    const away = (spot) =>
      Math.hypot(event.clientX - box.x - spot.at[0] * box.width, event.clientY - box.y - spot.at[1] * box.height);
    const [nearest] = [...shown(spec, spec.spots, activity.value)].sort((a, b) => away(a) - away(b));
    if (away(nearest) <= NEAR * box.width) toggle(nearest.id);
  };
  const over = (event) => {
    const button = event.target.closest("[data-spot]");
    if (button) point(button.dataset.spot);
  };

  const markers = spots.map((spot) =>
    h("button", {
      type: "button", class: "sc-marker", data: { spot: spot.id }, "aria-label": `${spot.number} ${spot.name}`,
      onclick: () => toggle(spot.id),
    }, h("span", { class: "sc-dot" }, spot.number), sign("right"), sign("again")));
  // The picture is not mirrored: its markers count from its left edge in every language.
  const scene = h("div", { class: "sc-scene", dir: "ltr", role: "group", "aria-label": words.inPicture, onclick: near },
    h("img", { class: "sc-scene-picture", src: spec.picture, alt: spec.alt, draggable: "false" }),
    svg("svg", { class: "sc-leads", "aria-hidden": "true" }), markers);
  const list = h("ul", { class: "sc-spots", "aria-label": words.inList }, spots.map((spot) =>
    h("li", { data: { item: spot.id } },
      h("button", { type: "button", class: "sc-spot", data: { spot: spot.id }, onclick: () => toggle(spot.id) },
        h("b", { class: "sc-number" }, spot.number), " ", h("span", {}, spot.name)),
      h("div", { class: "sc-item-why" }))));
  new ResizeObserver(() => spread(activity)).observe(scene);
  return h("div", { class: "sc-hunt", onfocusin: over, onpointerover: over },
    h("div", { class: "sc-pan", dir: "ltr" }, scene), h("p", { class: "sc-found" }, h("strong", { class: "sc-count" }), naming), list);
}

/** Put each marker beside its spot, so that it covers neither the thing nor another marker, and lead from it to the thing. */
function spread(activity) {
  const scene = activity.root.querySelector(".sc-scene");
  const { clientWidth: width, clientHeight: height } = scene;
  const markers = [...scene.querySelectorAll(".sc-marker:not([hidden])")];
  if (!width || !height || !markers.length) return;
  const size = markers[0].offsetWidth;
  const within = (place, length) => Math.min(Math.max(place, size / 2), length - size / 2);
  const places = markers.map((marker) => {
    const { at } = activity.spec.spots.find((spot) => spot.id === marker.dataset.spot);
    const above = at[1] * height - size * 0.9;
    return { at, x: within(at[0] * width, width), y: above > size / 2 ? above : at[1] * height + size * 0.9 };
  });
  for (let round = 0; round < 60; round += 1) {
    places.forEach((one, index) => places.slice(index + 1).forEach((other) => {
      const [across, down] = [other.x - one.x, other.y - one.y];
      const [covers, coversDown] = [size + 1 - Math.abs(across), size + 1 - Math.abs(down)];
      if (covers <= 0 || coversDown <= 0) return;
      const [axis, length, push] = covers < coversDown
        ? ["x", width, (covers / 2) * (across < 0 ? -1 : 1)]
        : ["y", height, (coversDown / 2) * (down < 0 ? -1 : 1)];
      one[axis] = within(one[axis] - push, length);
      other[axis] = within(other[axis] + push, length);
    }));
  }
  const percent = (part, whole) => `${(part / whole) * 100}%`;
  const leads = places.map(({ at, x, y }, index) => {
    const [x1, y1, x2, y2] = [percent(x, width), percent(y, height), percent(at[0], 1), percent(at[1], 1)];
    markers[index].style.setProperty("--sc-across", x1);
    markers[index].style.setProperty("--sc-down", y1);
    return [svg("line", { x1, y1, x2, y2, class: "sc-lead-edge" }), svg("line", { x1, y1, x2, y2 }), svg("circle", { cx: x2, cy: y2, r: 4 })];
  });
  scene.querySelector(".sc-leads").replaceChildren(...leads.flat());
}

function paint(activity) {
  const { spec, value, words, root } = activity;
  const chosen = value.chosen || [];
  const items = activity.items();
  const here = shown(spec, spec.spots, value).map((spot) => spot.id);
  for (const button of root.querySelectorAll("[data-spot]")) {
    const name = button.dataset.spot;
    const item = items[name];
    button.setAttribute("aria-pressed", String(chosen.includes(name)));
    button.dataset.sign = item && item.why ? (item.right ? "right" : "again") : "";
    button.hidden = !here.includes(name);
  }
  for (const line of root.querySelectorAll(".sc-spots > li")) {
    const item = items[line.dataset.item];
    line.hidden = !here.includes(line.dataset.item);
    paintWhy(line, words, item && item.why ? item : null);
  }
  const naming = root.querySelector(".sc-naming");
  if (!here.includes(naming.dataset.named)) naming.replaceChildren();
  const count = chosen.filter((name) => here.includes(name)).length;
  root.querySelector(".sc-count").textContent = say(words.chosen, { count });
  spread(activity);
}

export default { render: (context) => run(context, { kind: "hotspots", verdict, begun, build, paint }) };
