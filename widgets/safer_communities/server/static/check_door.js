// The door of a check: the words of a slip that was scanned stand in the address after its "#", which
// no server is told. They are put in the box, and taken out of the address and of this device's history.

const box = document.querySelector("[data-sc-slip] input[name=code]");
const words = decodeURIComponent(window.location.hash.slice(1));
if (box && /^[a-z]+(-[a-z]+)+$/i.test(words)) {
  box.value = words.replaceAll("-", " ");
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  box.form.querySelector("button").focus();
}
