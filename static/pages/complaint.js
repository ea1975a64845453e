// The ticket's page: parts on a phone, kinds of history, and keys to the neighbours in the view.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const press = (buttons, chosen) =>
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === chosen)));

  const panes = document.querySelector("[data-panes]");
  const paneButtons = all("button[data-pane]");
  paneButtons.forEach((button) =>
    button.addEventListener("click", () => {
      panes.dataset.show = button.dataset.pane;
      press(paneButtons, button);
    }),
  );

  const kinds = all("button[data-history]");
  kinds.forEach((button) =>
    button.addEventListener("click", () => {
      press(kinds, button);
      all("#history > li").forEach((entry) => {
        entry.hidden = button.dataset.history !== "all" && entry.dataset.group !== button.dataset.history;
      });
    }),
  );

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog[open]")) return;
    const step = { j: "after", k: "before" }[event.key];
    const link = step && document.querySelector(`[data-step="${step}"]`);
    if (link) location.assign(link.href);
  });
})();
