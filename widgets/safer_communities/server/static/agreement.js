// The agreement page works without this: a file too large for the server is told of before it is sent.

const form = document.querySelector("form[data-sc-most]");
const { large } = JSON.parse(document.getElementById("sc-page").textContent);

form.addEventListener("submit", (event) => {
  const file = form.elements.file.files[0];
  if (!file || file.size <= Number(form.dataset.scMost)) return;
  event.preventDefault();
  form.elements.file.value = "";
  const said = document.createElement("p");
  said.textContent = large;
  document.querySelector("[data-sc-trouble]").replaceChildren(said);
});
