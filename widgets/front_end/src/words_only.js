// In place of the package sanitize-html: of HTML in a description only its words are shown.

export default function wordsOnly(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const words = document.createElement("span");
  words.textContent = body.textContent;
  return words.innerHTML;
}
