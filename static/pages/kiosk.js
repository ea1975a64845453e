/* A ticket machine: one press, one number. A press has a number of its own, so sending it again is harmless. */
(() => {
  const main = document.getElementById("main");
  const ticket = document.querySelector(".kiosk-ticket");
  const trouble = document.querySelector(".kiosk-trouble");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const SHOWN = 12000, RENEWED = 60000, PATIENCE = 8000, TRIES = 3;
  let busy = false, back = null;

  const idle = () => {
    clearTimeout(back);
    ticket.hidden = trouble.hidden = true;
    busy = false;
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
    send(button.dataset.service, crypto.randomUUID(), TRIES);
  });
  for (const button of document.querySelectorAll("[data-done]")) button.addEventListener("click", idle);
  ticket.querySelector("[data-print]").addEventListener("click", () => window.print());

  // Hours begin and end, services come and go: the page is fetched anew while nobody stands before it.
  setInterval(async () => {
    if (busy) return;
    try {
      const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok && !busy) location.reload();
    } catch { /* without a connection the page stays as it is */ }
  }, RENEWED);
})();
