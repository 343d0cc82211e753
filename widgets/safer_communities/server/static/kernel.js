// Parts that compute: a kernel is asked for when one comes near, and asked for again when it went.

import { h } from "./common.js";

const NEAR = "600px";
const ACTIVITY = "application/vnd.safer-communities.activity+json";
const WIDGET = "application/vnd.jupyter.widget-view+json";
const FIRST_WAIT = 8000;
const LONGEST_WAIT = 120000;
const STEADY = 30000;
const SLOW = 4000;
const PATIENCE = 120000;
const CONTROLS = "a[href], button, input, select, textarea, [tabindex='0']";

/** `activities` are those shown already; a kernel that stands behind one draws for it. */
export function whenNear(page, activities = []) {
  const parts = [...document.querySelectorAll(".sc-kernel-part")];
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    new Parts(page, parts, activities).want();
  }, { rootMargin: NEAR });
  for (const part of parts) watcher.observe(part);
}

/** The parts of a page that share a kernel. */
class Parts {
  constructor(page, parts, activities) {
    Object.assign(this, { page, parts, activities, manager: null, kernel: null, there: false, asking: false, acted: false, over: false });
    this.notices = parts.map((part) => part.querySelector(".sc-notice"));
    this.unseen = parts.every((part) => part.dataset.scBehind);
    this.wait = FIRST_WAIT;
    this.since = 0;
    this.losses = 0;
    this.onScreen = new Set(parts);
    const watcher = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) this.onScreen[isIntersecting ? "add" : "delete"](target);
      this.look();
    });
    for (const part of parts) watcher.observe(part);
    document.addEventListener("visibilitychange", () => this.look());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) this.look(); });
  }

  /** Whether anybody would notice that there is no kernel. */
  get wanted() {
    return !this.over && (this.acted || (!document.hidden && this.onScreen.size > 0));
  }

  look() {
    if (this.wanted) this.want();
  }

  /** Ask for a kernel until there is one, or nobody wants it any more. */
  async want() {
    if (this.asking || this.there || this.over) return;
    this.asking = true;
    const slow = setTimeout(() => this.manager?.shown.size && this.tell(this.page.words.kernelSlow), SLOW);
    try {
      if (this.losses > 1) await this.pause();
      while (this.wanted && !(await this.tried())) await this.pause();
    } catch (error) {
      console.error(error);
      this.giveUp();
    } finally {
      clearTimeout(slow);
      this.asking = false;
    }
  }

  /** Resolve to whether there is a kernel now. Throws where there will be none. */
  async tried() {
    const { Manager, meet } = await frontEnd();
    this.manager ||= new Manager({
      words: this.page.words,
      lost: (connection) => this.lost(connection),
      silent: (connection) => this.check(connection),
      acted: () => { this.acted = true; this.want(); },
    });
    const asked = this.kernel ? await this.ask("GET", `api/kernels/${this.kernel}`) : null;
    if (asked?.status === 0) return false;
    const same = asked?.status === 200;
    const given = same ? asked : await this.given();
    if (!given) return false;
    const spot = this.spot();
    const how = await meet(this.manager, this.address(this.kernel), { same }).catch(() => "lost");
    if (how === "empty") this.kernel = null;
    if (!this.manager.connection) return false;
    if (how === "anew") {
      await this.show(given.cells);
      this.goTo(spot);
    }
    this.tell("");
    Object.assign(this, { there: true, acted: false, since: Date.now() });
    return true;
  }

  /** Ask for a new kernel. Resolves to what the server says, or to null where it has none now. */
  async given() {
    const { page } = this;
    this.kernel = null;
    const given = await this.ask("POST", "api/kernels", { lesson: page.lesson, lang: page.language });
    if (given.status === 503) this.tell(page.words.kernelBusy);
    const passing = given.status === 0 || given.status >= 500;
    if (given.status === 503 || (passing && (this.manager.shown.size || this.unseen))) return null;
    if (given.status !== 200) throw new Error(`No kernel was given: ${given.status}`);
    this.kernel = given.kernel;
    return given;
  }

  async show(cells) {
    for (const [index, part] of this.parts.entries()) {
      const outputs = cells[part.dataset.scCell] || [];
      if (part.dataset.scBehind) {
        await this.standBehind(part.dataset.scBehind, outputs);
        continue;
      }
      const places = outputs.map(() => h("div", { class: "sc-widget" }));
      part.replaceChildren(this.notices[index], ...places);
      for (const [at, place] of places.entries()) await this.manager.show(outputs[at].data[WIDGET].model_id, place);
    }
  }

  /** Hand what is asked in an activity to its twin in the kernel, and show what that draws. Answers stay here. */
  async standBehind(name, outputs) {
    const activity = this.activities.find(({ spec }) => spec.id === name);
    const output = outputs.find(({ data }) => data[ACTIVITY]?.spec.id === name);
    if (!activity || !output) return;
    const { model } = activity;
    const twin = await this.manager.get_model(output.data[WIDGET].model_id);
    const give = () => { twin.set("value", model.get("value")); twin.save_changes(); };
    if (activity.give) model.off("change:value", activity.give);
    activity.give = give;
    model.on("change:value", give);
    twin.on("change:drawn", () => { if (activity.give === give) model.set("drawn", twin.get("drawn")); });
    give();
  }

  /** Where the keyboard is: the part, and which of its controls. */
  spot() {
    const { activeElement } = document;
    const part = this.parts.find((each) => each.contains(activeElement));
    return part && { part, at: [...part.querySelectorAll(CONTROLS)].indexOf(activeElement) };
  }

  /** Put the keyboard back where it was, once the control is there and if it is nowhere else. */
  goTo(spot, tries = 20) {
    const control = spot?.part.querySelectorAll(CONTROLS)[spot.at];
    if (!spot || document.activeElement !== document.body) return;
    if (control) control.focus();
    else if (tries) setTimeout(() => this.goTo(spot, tries - 1), 50);
  }

  async lost({ ended, closed }) {
    if (ended) this.kernel = null;
    if (Date.now() - this.since > STEADY) Object.assign(this, { wait: FIRST_WAIT, losses: 0 });
    this.losses += 1;
    await closed; // before that the server counts the kernel as one that somebody holds
    this.there = false;
    this.look();
  }

  /** A kernel that is busy is silent too. One that the server took back stays so. */
  async check(connection) {
    const { status } = await this.ask("GET", `api/kernels/${this.kernel}`);
    if (status !== 200) connection.end();
  }

  leave() {
    if (!this.kernel) return;
    navigator.sendBeacon(`${this.page.base}voila/api/shutdown/${this.kernel}?_xsrf=${encodeURIComponent(token())}`);
    this.manager?.part();
    Object.assign(this, { kernel: null, there: false });
  }

  giveUp() {
    this.over = true;
    this.tell(this.page.words.kernelGone);
    for (const part of this.parts.filter(({ dataset }) => !dataset.scBehind)) {
      part.append(h("button", { type: "button", class: "quiet", onclick: () => window.location.reload() }, this.page.words.tryAgain));
    }
  }

  tell(words) {
    for (const notice of this.notices) if (notice && notice.textContent !== words) notice.textContent = words;
  }

  /** Longer each time; shorter where the network comes back. */
  pause() {
    const { wait } = this;
    this.wait = Math.min(wait * 2, LONGEST_WAIT);
    return new Promise((resolve) => {
      setTimeout(resolve, wait);
      window.addEventListener("online", resolve, { once: true });
    });
  }

  address(kernel) {
    return new URL(`${this.page.base}api/kernels/${kernel}/channels`, window.location.href).href.replace(/^http/, "ws");
  }

  /** Ask the server; resolve to its reply with its status, which is 0 where there is none. */
  async ask(method, path, body) {
    try {
      const answer = await fetch(this.page.base + path, {
        method,
        signal: AbortSignal.timeout(PATIENCE),
        headers: { "X-XSRFToken": token(), ...(body ? { "Content-Type": "application/json" } : {}) },
        body: body && JSON.stringify(body),
      });
      return { ...(await answer.json().catch(() => ({}))), status: answer.status };
    } catch {
      return { status: 0 };
    }
  }
}

/** The widgets' own code and style: loaded once, and only here. */
function frontEnd() {
  const style = new URL("widgets.css", import.meta.url).href;
  if (!document.querySelector(`link[href="${style}"]`)) document.head.append(h("link", { rel: "stylesheet", href: style }));
  return import("./widgets.js");
}

function token() {
  return decodeURIComponent(document.cookie.split("; ").find((each) => each.startsWith("_xsrf="))?.slice(6) || "");
}
