// The counter's screen without a network: said at once, and the last press is sent again by itself. The server takes
// each press only on the counter as its page showed it, so that one which had arrived after all does nothing twice.
(() => {
  "use strict";
  const AGAIN = 3000;
  const offline = document.querySelector("[data-console-offline]");
  const unsentWords = document.querySelector("[data-console-unsent]");
  const said = document.querySelector("[data-console-said]");
  const here = () => document.getElementById("console");
  // By the address: the form that was sent may have left the page before its answer is told.
  const isOurs = (event) => Boolean(event.detail.requestConfig?.path.includes("/counter/"));
  let unsent = null;
  let timer = 0;

  const show = (isOff) => {
    offline.hidden = !isOff;
    unsentWords.hidden = unsent === null;
    for (const form of document.querySelectorAll("#console form")) form.inert = unsent !== null;
  };
  const again = () => {
    clearTimeout(timer);
    if (unsent) htmx.ajax("POST", unsent.path, { source: here(), target: "#console", swap: "outerHTML", values: unsent.values });
  };
  const lost = (event) => {
    if (!isOurs(event)) return;
    const { verb, path, formData } = event.detail.requestConfig;
    if (verb === "post") unsent = { path, values: Object.fromEntries(formData) };
    show(true);
    if (unsent) timer = setTimeout(again, AGAIN);
  };
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, lost);
  window.addEventListener("online", again);

  document.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr?.status;
    if (!isOurs(event) || !status) return;
    // Any answer but the server's own trouble says what became of the press.
    const isPress = event.detail.requestConfig.verb === "post";
    if (isPress && status < 500) unsent = null;
    else if (isPress && unsent) timer = setTimeout(again, AGAIN);
    show(unsent !== null);
  });

  // A question about a line stays about that line: the list beside the counter waits until it was answered.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "console-side" && document.querySelector("dialog[open]")) event.preventDefault();
  });

  // What is with the counter is read out when it changes, and the next key finds the page instead of a button that went.
  document.addEventListener("htmx:afterSettle", (event) => {
    const now = document.getElementById("console-now");
    if (now && said.textContent !== now.dataset.said) said.textContent = now.dataset.said;
    if (event.detail.target?.id === "console" || event.detail.elt?.id === "console") {
      document.querySelector("[data-console-refusal]")?.scrollIntoView({ block: "nearest" });
      document.getElementById("console-number")?.focus({ preventScroll: true });
    }
  });
})();
