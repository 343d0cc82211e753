// The work of somebody alone: in this browser only, until they clear it.

const DAYS = 30;

export function keeper(page) {
  const name = `safer:${page.lesson}`;
  const mine = `${name}:mine`;
  let work = { parts: {}, settings: {} };

  const stored = () => {
    try {
      const found = JSON.parse(localStorage.getItem(name) || "null");
      return found && Date.now() - found.at < DAYS * 86400000 ? found : null;
    } catch {
      return null;
    }
  };

  const write = () => {
    try {
      localStorage.setItem(name, JSON.stringify({ ...work, at: Date.now() }));
      sessionStorage.setItem(mine, "1");
      return true;
    } catch {
      return false;
    }
  };

  return {
    /** Whether what is written stays here: not where a room looks on, or an author. */
    alone: !page.view,
    /** Find work from before. In a new tab somebody else may sit here, so they are asked. */
    async open() {
      const found = page.view === "board" || page.view === "gallery" ? null : stored();
      if (!found) return;
      const dialog = document.getElementById("sc-carry-on");
      let own = false;
      try { own = sessionStorage.getItem(mine) === "1"; } catch { /* a browser that keeps nothing */ }
      if (own || !dialog) { work = found; return; }
      document.body.dataset.scReady = "1";
      const answer = await asked(dialog, "");
      if (answer === "carry") { work = found; write(); } else if (answer === "afresh") this.clear();
    },
    value: (part) => work.parts[part] || {},
    setting: (which) => work.settings[which],
    save(part, model) {
      if (page.view) return;
      work.parts[part] = model.get("value");
      model.set("saved", write() ? "kept" : "full");
    },
    set(which, value) {
      if (page.view) return;
      work.settings[which] = value;
      write();
    },
    clear() {
      work = { parts: {}, settings: {} };
      try {
        localStorage.removeItem(name);
        sessionStorage.removeItem(mine);
      } catch { /* nothing was kept */ }
    },
  };
}

/** Open a dialog; resolve to the value of the button that closes it (`otherwise` for Escape). */
export function asked(dialog, otherwise) {
  return new Promise((resolve) => {
    const choose = (event) => {
      const button = event.target.closest("button[value]");
      if (button) dialog.close(button.value);
    };
    dialog.addEventListener("click", choose);
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("click", choose);
      resolve(dialog.returnValue || otherwise);
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
}
