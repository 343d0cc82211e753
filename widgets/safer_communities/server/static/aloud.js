// Reading a part aloud, where the browser has a voice for the page's language; else no button.

import { h } from "./common.js";

export function readAloud(page) {
  const speech = window.speechSynthesis;
  if (!speech || page.view === "board") return;
  const buttons = [];
  let reading = null;

  const voice = () => speech.getVoices().find((each) => each.lang.toLowerCase().split(/[-_]/)[0] === page.language);

  const stop = () => {
    reading = null;
    speech.cancel();
    for (const button of buttons) button.textContent = page.words.aloud;
  };

  /** What a reader would read: what is shown, in order, without the buttons. */
  const words = (section) => {
    const copy = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.textContent.trim()) copy.push(node.textContent.trim());
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || node.hidden || ["SCRIPT", "STYLE"].includes(node.tagName)) return;
      if (node.matches(".sc-bar, .aloud, [aria-hidden=true]")) return;
      if (node.tagName === "IMG" && node.alt) copy.push(node.alt);
      for (const child of node.childNodes) walk(child);
    };
    walk(section);
    return copy;
  };

  const read = (button, section) => {
    const again = reading === section;
    stop();
    if (again) return;
    reading = section;
    button.textContent = page.words.stop;
    const lines = words(section);
    for (const [index, line] of lines.entries()) {
      const saying = new SpeechSynthesisUtterance(line);
      saying.voice = voice();
      saying.lang = page.language;
      saying.rate = 0.9;
      if (index === lines.length - 1) saying.onend = () => { if (reading === section) stop(); };
      speech.speak(saying);
    }
  };

  const offer = () => {
    if (buttons.length || !voice()) return;
    for (const section of document.querySelectorAll(".card[data-sc-section]")) {
      const heading = section.querySelector("h2");
      if (!heading) continue;
      const id = heading.id || (heading.id = `title-${section.dataset.scSection}`);
      const button = h("button", { type: "button", class: "quiet aloud", "aria-describedby": id }, page.words.aloud);
      button.addEventListener("click", () => read(button, section));
      heading.after(button);
      buttons.push(button);
    }
  };

  offer();
  speech.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", stop);
}
