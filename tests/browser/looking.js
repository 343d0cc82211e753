// How the tests look at a page from inside it. Each function returns readable lines.

function named(element) {
  const place = element.closest(".sc-activity")?.dataset.scActivity;
  const words = (element.labels?.[0] || element).textContent.trim().slice(0, 40) || element.getAttribute("aria-label");
  const tag = `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}`;
  return `${place ? `${place}: ` : ""}${tag} "${words}"`;
}

function shapes() {
  return [...document.body.querySelectorAll("*")].filter((each) => each.checkVisibility() && !each.closest("svg svg, svg *"));
}

/** What axe finds wrong. */
async function axeFinds(tags) {
  const { violations, passes } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  if (passes.length < 6) return ["axe looked at nothing"];
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) =>
    `${id}: ${help}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`));
}

/** What makes the page scroll sideways, or cuts words off. */
function sideways() {
  const root = document.documentElement;
  const found = [];
  for (const each of [root, document.body]) {
    if (["hidden", "clip"].includes(getComputedStyle(each).overflowX)) found.push(`${each.tagName} hides what is too wide`);
  }
  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    for (const each of shapes()) {
      const box = each.getBoundingClientRect();
      if (box.width && (box.right > root.clientWidth + 1 || box.left < -1)) found.push(`${named(each)} from ${box.left} to ${box.right}`);
    }
  }
  for (const each of shapes()) {
    const style = getComputedStyle(each);
    const hides = [style.overflowX, style.overflowY].some((way) => ["hidden", "clip"].includes(way));
    if (!hides || style.clipPath !== "none" || !each.innerText?.trim()) continue;
    const cut = each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1;
    if (cut) found.push(`${named(each)} cuts its words off`);
  }
  return found.slice(0, 12);
}

/** What would be cut off on a sheet of paper, which nobody can scroll. */
function cutOff() {
  const width = document.documentElement.clientWidth;
  const found = [];
  for (const each of shapes()) {
    const style = getComputedStyle(each);
    if (style.clipPath !== "none") continue;
    const box = each.getBoundingClientRect();
    if (box.right > width + 1 || box.left < -1) found.push(`${named(each)} from ${box.left} to ${box.right} of ${width}`);
    if (style.display === "inline") continue;
    if (style.overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1) found.push(`${named(each)} is too wide for its box`);
    if (style.overflowY !== "visible" && each.scrollHeight > each.clientHeight + 1) found.push(`${named(each)} is too long for its box`);
  }
  return found;
}

function grey(colour) {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return alpha === 0 || (red === green && green === blue);
}

/** What is neither black, nor white, nor between. */
function coloured() {
  const found = new Set();
  const drained = (each) => each && (getComputedStyle(each).filter.includes("grayscale(1)") || drained(each.parentElement));
  for (const each of document.body.querySelectorAll("*")) {
    if (!each.checkVisibility() || drained(each)) continue;
    if (each.tagName === "IMG") found.add(`${named(each)}: a picture in its colours`);
    for (const pseudo of ["", "::before", "::after", "::marker"]) {
      const style = getComputedStyle(each, pseudo || null);
      if (["::before", "::after"].includes(pseudo) && ["none", "normal"].includes(style.content)) continue;
      const colours = { color: style.color, background: style.backgroundColor };
      for (const side of ["Top", "Right", "Bottom", "Left"]) {
        if (parseFloat(style[`border${side}Width`])) colours[`border ${side}`] = style[`border${side}Color`];
      }
      for (const [what, colour] of Object.entries(colours)) {
        if (!grey(colour)) found.add(`${named(each)}${pseudo}: ${what} ${colour}`);
      }
      if (style.backgroundImage.includes("gradient")) found.add(`${named(each)}${pseudo}: ${style.backgroundImage}`);
    }
  }
  return [...found];
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']";

function controls(within) {
  return [...document.querySelectorAll(FOCUSABLE)].filter((each) =>
    !each.matches(":disabled") && each.checkVisibility() && each.closest(within));
}

function ring(element) {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const clear = /^(transparent|rgba\(.*, 0\))$/.test(outlineColor);
  return outlineStyle === "none" || !parseFloat(outlineWidth) || clear ? "" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
}

/** Which controls of the activities cannot be seen, take no focus, or show no ring when they have it. */
function unmarked() {
  const found = [];
  const all = controls(".sc-activity");
  for (const each of all) {
    const box = each.getBoundingClientRect();
    const seen = each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && box.width && box.height;
    if (!seen) found.push(`${named(each)} cannot be seen`);
    const round = [];
    for (let up = each; !up.matches(".sc-activity"); up = up.parentElement) round.push(up);
    const before = round.map(ring);
    each.focus();
    if (document.activeElement !== each) found.push(`${named(each)} takes no focus`);
    if (!round.some((up, at) => ring(up) && ring(up) !== before[at])) found.push(`${named(each)} shows no ring`);
  }
  return all.length > 50 ? found : [`only ${all.length} controls were looked at`];
}

/** Which targets are smaller than `least` pixels either way. */
function small(within, least) {
  const all = controls(within);
  const fits = (box, side) => box.width >= side - 0.01 && box.height >= side - 0.01;
  const size = (each) => (each.labels?.[0]?.contains(each) ? each.labels[0] : each).getBoundingClientRect();
  const found = [];
  for (const each of all) {
    // A link in a line of words may be as high as the line (WCAG 2.2, 2.5.8, inline).
    const inline = each.matches("a") && getComputedStyle(each).display === "inline";
    if (inline && each.parentElement.textContent.trim() !== each.textContent.trim()) continue;
    each.focus();
    // Or another control does the same and is large enough (2.5.8, equivalent).
    const twins = each.dataset.spot ? all.filter((other) =>
      other.dataset.spot === each.dataset.spot && other.closest(".sc-activity") === each.closest(".sc-activity")) : [];
    if (twins.some((other) => fits(size(other), least)) && fits(size(each), 24)) continue;
    const { width, height } = size(each);
    if (!fits(size(each), least)) found.push(`${named(each)} is ${Math.round(width)} x ${Math.round(height)}`);
  }
  return all.length ? found : ["nothing was looked at"];
}

/** Where the numbers of each drawn scene stand, counted from the corner of its picture. */
function numbers() {
  return [...document.querySelectorAll(".sc-scene")].map((scene) => {
    const picture = scene.querySelector("img").getBoundingClientRect();
    return [...scene.querySelectorAll("button")].map((button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return [Math.round(x + width / 2 - picture.x), Math.round(y + height / 2 - picture.y)];
    });
  });
}

/** Which pictures of the activities are turned or mirrored. */
function turned() {
  const changed = (each) => each && (getComputedStyle(each).transform !== "none" || getComputedStyle(each).scale !== "none" || changed(each.parentElement));
  return [...document.querySelectorAll(".sc-activity img")].filter(changed).map(named);
}

/** On which side of their box the options have their button. */
function sides() {
  const middle = ({ x, width }) => x + width / 2;
  const right = (each) => middle(each.querySelector("input").getBoundingClientRect()) > middle(each.getBoundingClientRect());
  return [...document.querySelectorAll(".sc-option")].filter((each) => each.checkVisibility()).map((each) => (right(each) ? "right" : "left"));
}

/** In which direction the activities read. */
function directions() {
  return [...document.querySelectorAll(".sc-activity")].map((each) => `${getComputedStyle(each).direction} ${getComputedStyle(each).textAlign}`);
}
