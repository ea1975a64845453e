/* The page of a number renews itself while it is looked at; without a connection it stays as it is. */
(() => {
  const EVERY = 10000, PATIENCE = 6000;
  const renew = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceWith(page.querySelector("main"));
    } catch { /* the last state stays */ }
  };
  setInterval(renew, EVERY);
  document.addEventListener("visibilitychange", renew);
})();
