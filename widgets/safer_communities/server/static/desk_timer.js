// A timer that the teacher alone sees. It goes on while the desk is left for a card or a message.

const SECOND = 1000;

export function begin(page, tools) {
  const words = JSON.parse(document.getElementById("sc-timer-words").textContent);
  const { lang, dataset } = document.documentElement;
  const two = new Intl.NumberFormat(lang, { minimumIntegerDigits: 2, numberingSystem: dataset.digits });
  const name = `safer:timer:${page.class.code}`;
  const part = document.getElementById("timer-part");
  const minutes = document.getElementById("timer-minutes");
  const left = tools.find("left");
  const over = tools.find("timer-over");
  const start = tools.find('do="timer-start"');
  let clock = { left: 0, until: 0 }; // `until` while it runs, `left` while it does not

  const now = () => (clock.until ? clock.until - Date.now() : clock.left);
  const keep = () => {
    try { sessionStorage.setItem(name, JSON.stringify({ ...clock, part: part.value, minutes: minutes.value })); } catch { /* it runs all the same */ }
  };
  const full = () => Math.min(Math.max(Number(minutes.value) || 1, 1), 90) * 60 * SECOND;

  function show() {
    const seconds = Math.max(0, Math.ceil(now() / SECOND));
    const said = `${two.format(Math.floor(seconds / 60))}:${two.format(seconds % 60)}`;
    if (left.value !== said) left.value = said;
    const ended = clock.until && seconds === 0 ? words.over : "";
    if (over.textContent !== ended) over.textContent = ended;
    start.textContent = clock.until ? words.pause : words.start;
  }
  const set = (to) => { clock = to; keep(); show(); };
  const reset = () => set({ left: full(), until: 0 });

  part.addEventListener("change", () => { minutes.value = part.selectedOptions[0].dataset.minutes; reset(); });
  minutes.addEventListener("change", reset);
  tools.act("timer-start", () => set(clock.until ? { left: Math.max(0, now()), until: 0 } : { left: 0, until: Date.now() + clock.left }));
  tools.act("timer-add", () => set(clock.until ? { left: 0, until: Math.max(clock.until, Date.now()) + 60 * SECOND } : { left: clock.left + 60 * SECOND, until: 0 }));
  tools.act("timer-reset", reset);

  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(name)); } catch { /* nothing was kept */ }
  if (kept) {
    part.value = kept.part;
    minutes.value = kept.minutes;
    set({ left: kept.left, until: kept.until });
  } else reset();
  setInterval(show, SECOND / 4);
}
