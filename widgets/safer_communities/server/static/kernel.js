// Parts that compute: a kernel is asked for when one comes near, and Jupyter's own front end shows it.

import { h } from "./common.js";

const NEAR = "600px";
const AGAIN_AFTER = 8000;

export function whenNear(page) {
  const waiting = [...document.querySelectorAll(".sc-kernel-part")];
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    start(page, waiting);
  }, { rootMargin: NEAR });
  for (const part of waiting) watcher.observe(part);
}

function notice(parts, words) {
  for (const part of parts) part.querySelector(".sc-notice").textContent = words;
}

async function start(page, parts) {
  const answer = await fetch(`${page.base}api/kernels`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-XSRFToken": token() },
    body: JSON.stringify({ lesson: page.lesson, lang: page.language }),
  }).catch(() => null);
  if (answer?.status === 503) {
    notice(parts, page.words.kernelBusy);
    setTimeout(() => start(page, parts), AGAIN_AFTER);
    return;
  }
  if (!answer?.ok) {
    notice(parts, page.words.kernelGone);
    for (const part of parts) {
      part.append(h("button", { type: "button", class: "quiet", onclick: () => window.location.reload() }, page.words.tryAgain));
    }
    return;
  }
  const { kernel, cells, config, front_end } = await answer.json();
  for (const part of parts) {
    part.replaceChildren(...(cells[part.dataset.scCell] || []).map((output) => h("div", { class: "sc-widget" },
      h("script", { type: "application/vnd.voila.cell-output+json" }, JSON.stringify({ ...output, trusted: true })))));
  }
  document.head.append(h("script", { id: "jupyter-config-data", type: "application/json" }, JSON.stringify(config)));
  document.body.dataset.baseUrl = `${page.base}voila/`;
  document.body.dataset.voila = "voila";
  startLate();
  for (const address of front_end) document.body.append(h("script", { src: address }));
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(`${page.base}voila/api/shutdown/${kernel}?_xsrf=${encodeURIComponent(token())}`);
  });
}

function token() {
  return decodeURIComponent(document.cookie.split("; ").find((each) => each.startsWith("_xsrf="))?.slice(6) || "");
}

/** The front end starts when the page has loaded. It has, long ago: so who asks for that is told at once. */
function startLate() {
  const listen = window.addEventListener.bind(window);
  window.addEventListener = (type, listener, ...rest) => {
    if (type === "load" && document.readyState === "complete") queueMicrotask(() => listener.call(window, new Event("load")));
    else listen(type, listener, ...rest);
  };
}
