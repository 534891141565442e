// The switch between light and dark. Dbag's elements see for themselves that the page has changed.

const form = document.querySelector("#theme");
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const isDark = (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  root.dataset.theme = isDark ? "light" : "dark";
  // The next page is to know it, too.
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme: root.dataset.theme }) });
});
