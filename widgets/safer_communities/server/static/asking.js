// How pages of a live class ask the server, and listen to it. docs/api.md says what.

const SILENT_FOR = 25000;
const PATIENCE = 20000;
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;

/**
 * Ask; resolve to { status, ...reply }. Where there is no connection the status is 0. A network that
 * is gone says nothing for many minutes: what is not answered within PATIENCE counts as lost.
 */
export async function ask(page, path, { method = "GET", body, query = {} } = {}) {
  if (page.leaving && method === "GET") return { status: 0 }; // of a class that is being deleted
  const token = document.cookie.split("; ").find((each) => each.startsWith("_xsrf="))?.slice(6) || "";
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(`${page.base}api/${path}?${new URLSearchParams({ lang: page.language, ...query })}`, {
      signal: patience.signal,
      method,
      headers: { "X-XSRFToken": decodeURIComponent(token), ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    return { ...(await answer.json().catch(() => ({}))), status: answer.status };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(end);
  }
}

/** The pause before the next try: longer each time, and not the same for every device of a class. */
export function pauseAfter(tries) {
  return Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE) * (0.75 + Math.random() / 2);
}

/**
 * Listen to a class until `stop()`; `again()` connects anew. `hear(event, news)` is told what happens, `line(there)` whether
 * the connection is. A connection that is silent for too long counts as gone.
 */
export function listen(page, { as = "", of = "classes", hear, line }) {
  let source = null;
  let silence = 0;
  let again = 0;
  let tries = 0;
  let over = false;

  const close = () => {
    clearTimeout(silence);
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const lost = () => {
    if (over) return;
    close();
    line(false);
    again = setTimeout(open, pauseAfter(tries));
    tries += 1;
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENT_FOR);
    tries = 0;
    line(true);
  };
  function open() {
    if (over) return;
    close();
    source = new EventSource(`${page.base}api/${of}/${page.class.code}/live?lang=${page.language}&as=${as}`);
    silence = setTimeout(lost, SILENT_FOR);
    source.onerror = lost;
    source.addEventListener("beat", heard);
    for (const name of ["state", "progress"]) {
      source.addEventListener(name, (event) => { heard(); hear(JSON.parse(event.data)); });
    }
  }
  window.addEventListener("offline", lost);
  window.addEventListener("online", open);
  // A tablet that slept may hold a connection that is dead, and does not say so.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) open(); });
  open();
  return { again: open, stop() { over = true; close(); } };
}
