// The one thing a paper page does.
document.querySelector('[data-sc-do="print"]').addEventListener("click", () => window.print());
