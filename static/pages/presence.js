// Says twice a minute that this page is in sight and shows who else has the same thing open.
// Silent when it fails: it must never move a page on which somebody writes.
(() => {
  "use strict";
  const BEAT = 30_000;
  const place = document.querySelector("[data-presence]");
  if (!place) return;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  let writing = "writing" in place.dataset;
  let timer;
  let seen = "";

  const tell = (said, more = {}) =>
    fetch(place.dataset.presence, {
      method: "POST",
      headers: { "X-CSRFToken": token, "HX-Request": "true" },
      body: new URLSearchParams(said),
      redirect: "error",
      ...more,
    });

  const beat = async () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    timer = setTimeout(beat, BEAT);
    try {
      const answer = await tell(writing ? { writing: "on" } : {});
      seen = answer.headers.get("Seen-At") || seen;
      const viewers = answer.ok ? await answer.text() : "";
      if (viewers.trim() !== place.innerHTML.trim()) place.innerHTML = viewers;
    } catch {
      // The network is away or the session is over: the next act will say so.
      place.replaceChildren();
    }
  };

  document.addEventListener("input", (event) => {
    const field = event.target instanceof Element && event.target.closest("main form[method=post] textarea");
    if (!field || "writing" in place.dataset) return;
    const began = !writing && field.value.trim() !== "";
    writing = field.value.trim() !== "";
    if (began) beat();
  });
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => {
    clearTimeout(timer);
    if (seen) tell({ left: seen }, { keepalive: true }).catch(() => {});
  });
  window.addEventListener("pageshow", (event) => event.persisted && beat());
  beat();
})();
