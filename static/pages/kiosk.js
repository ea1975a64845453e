/* A ticket machine: one press, one number. A press has a number of its own, so sending it again is harmless. */
(() => {
  const main = document.getElementById("main");
  const ticket = document.querySelector(".kiosk-ticket");
  const trouble = document.querySelector(".kiosk-trouble");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const SHOWN = 12000, RENEWED = 15000, WHOLE = 4, PATIENCE = 8000, TRIES = 3;
  let busy = false, back = null, looks = 0;

  // randomUUID is there on https alone; a machine inside the house may be reached without.
  const anew = () =>
    crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
      (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

  // How many wait changes all the time; hours begin and end, services come and go. Each fourth look is a whole new page.
  const renew = async () => {
    if (busy) return;
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
      if (!answer.ok || busy) return;
      looks += 1;
      if (answer.redirected || looks % WHOLE === 0) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (busy) return;
      for (const part of [".kiosk-head", "main"]) {
        const [old, told] = [document.querySelector(part), page.querySelector(part)];
        if (told && old.innerHTML !== told.innerHTML) old.replaceChildren(...told.childNodes);
      }
    } catch { /* without a connection the page stays as it is */ }
  };

  const idle = () => {
    clearTimeout(back);
    ticket.hidden = trouble.hidden = true;
    busy = false;
    renew();
  };

  const show = (part) => {
    part.hidden = false;
    back = setTimeout(idle, SHOWN);
  };

  const fill = (told) => {
    const say = (name, text) => { ticket.querySelector(`[data-${name}]`).textContent = text; };
    const put = (name, value) => {
      const line = ticket.querySelector(`[data-${name}]`);
      line.textContent = value === null ? "" : line.dataset[name].replace("%s", value);
    };
    say("label", told.label);
    say("name", told.service);
    say("time", told.taken_at);
    put("ahead", told.ahead);
    put("minutes", told.minutes);
    const picture = ticket.querySelector("[data-qr]");
    picture.src = told.qr;
    show(ticket);
    if ("prints" in main.dataset) picture.decode().then(() => window.print(), () => window.print());
  };

  const fail = (words) => {
    trouble.querySelector("p").textContent = words || trouble.dataset.offline;
    show(trouble);
  };

  const send = async (service, press, left) => {
    try {
      const answer = await fetch(main.dataset.take, {
        method: "POST",
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        body: new URLSearchParams({ service, press }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      const told = await answer.json();
      if (answer.ok) fill(told); else fail(told.error);
    } catch {
      if (left > 1) await send(service, press, left - 1); else fail("");
    }
  };

  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-service]");
    if (!button || busy) return;
    busy = true;
    send(button.dataset.service, anew(), TRIES);
  });
  for (const button of document.querySelectorAll("[data-done]")) button.addEventListener("click", idle);
  ticket.querySelector("[data-print]").addEventListener("click", () => window.print());
  setInterval(renew, RENEWED);
})();
