// Hands what the page knows of a class to Python. Where no page of a class listens, nothing happens.

function render({ model }) {
  const hand = {
    /** Give Python what the server said; `number` comes back in `drawn` once it is in the charts. */
    tell(number, told) {
      model.set("told", { number, ...told });
      model.save_changes();
    },
    drawn: () => model.get("drawn"),
    whenDrawn(listener) { model.on("change:drawn", listener); },
  };
  document.dispatchEvent(new CustomEvent("safer:class-answers", { detail: hand }));
}

export default { render };
