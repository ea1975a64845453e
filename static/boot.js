// Runs before the first paint so that neither theme nor navigation flashes; everything else is in shell.js.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const wanted = read("theme") || "auto";
  const dark = wanted === "dark" || (wanted === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.bsTheme = dark ? "dark" : "light";
  root.dataset.theme = wanted;
  if (read("nav") === "narrow") root.dataset.nav = "narrow";
  root.classList.add("js");
})();
