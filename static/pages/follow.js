/* The page of a number renews itself while it is looked at; without a connection it says so and goes on. */
(() => {
  const EVERY = 10000, PATIENCE = 6000;
  const lost = document.querySelector("[data-lost]");
  const renew = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main");
      document.querySelector("main").replaceWith(main);
      lost.hidden = true;
      if ("ended" in main.dataset) clearInterval(timer);
    } catch {
      lost.hidden = false;
    }
  };
  const timer = setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
  window.addEventListener("online", renew);
})();
