// A live board renews itself while it is looked at. Without a connection it says so, keeps what it shows and goes on.
(() => {
  "use strict";
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const lost = document.querySelector("[data-live-lost]");
  const since = document.querySelector("[data-live-since]");
  const every = Number(place.dataset.every) * 1000;
  const PATIENCE = 8_000;
  const MOST = 30_000;
  let wait = every;
  let heard = new Date();
  let timer = 0;

  const mark = () => place.querySelector("[data-mark]")?.dataset.mark ?? "";

  const put = (html) => {
    const held = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.innerHTML = html;
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  };

  const say = (isLost) => {
    if (isLost) since.textContent = heard.toLocaleTimeString("zh-CN", { hour12: false });
    lost.hidden = !isLost;
    place.classList.toggle("is-lost", isLost);
  };

  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const answer = await fetch(`${place.dataset.live}?seen=${encodeURIComponent(mark())}`, {
        headers: { "HX-Request": "true" },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      // A session that has ended answers with the way to the sign-in page.
      if (answer.type === "opaqueredirect") {
        location.assign(`${document.body.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`);
        return;
      }
      if (answer.status === 200) put(await answer.text());
      else if (answer.status !== 204) throw new Error(answer.statusText);
      heard = new Date();
      wait = every;
      say(false);
    } catch {
      wait = Math.min(wait * 2, MOST);
      say(true);
    }
    timer = setTimeout(ask, wait);
  };

  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  timer = setTimeout(ask, every);
})();
