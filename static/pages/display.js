/* The lobby's screen: number and counter, the last call in front; it keeps what it shows while the network is down. */
(() => {
  const page = document.body;
  const list = document.querySelector(".display-calls");
  const empty = document.querySelector(".display-empty");
  const offline = document.querySelector(".display-offline");
  const voice = document.querySelector("[data-voice]");
  const EVERY = 2000, PATIENCE = 6000, SHOWN = 6;
  const heard = new Map();
  let mark = "", calls = [], first = true;

  const speak = (call) => {
    if (page.dataset.speaks !== "yes" || !("speechSynthesis" in window)) return;
    const said = new SpeechSynthesisUtterance(page.dataset.call.replace("%n", [...call.label].join(" ")).replace("%c", call.counter));
    said.lang = document.documentElement.lang.startsWith("en") ? "en-US" : "zh-CN";
    // A browser that nobody has touched since it started may keep quiet (docs/operations.md names the switch).
    said.onstart = () => { voice.hidden = true; };
    said.onerror = (event) => { voice.hidden = event.error !== "not-allowed"; };
    speechSynthesis.speak(said);
  };

  const line = (call, fresh) => {
    const item = document.createElement("li");
    const number = document.createElement("b");
    const counter = document.createElement("span");
    number.textContent = call.label;
    counter.textContent = page.dataset.counter.replace("%c", call.counter);
    item.append(number, counter);
    item.classList.toggle("is-fresh", fresh);
    return item;
  };

  const show = (told) => {
    mark = told.mark;
    document.querySelector("[data-waiting]").textContent = told.waiting;
    const fresh = told.calls.filter((call) => heard.get(call.label) !== `${call.at}#${call.times}`);
    for (const call of told.calls) heard.set(call.label, `${call.at}#${call.times}`);
    const again = new Set(told.calls.map((call) => call.label));
    calls = [...told.calls, ...calls.filter((call) => !again.has(call.label))].slice(0, SHOWN);
    const now = new Set(first ? [] : fresh.map((call) => call.label));
    list.replaceChildren(...calls.map((call) => line(call, now.has(call.label))));
    empty.hidden = calls.length > 0;
    if (!first) for (const call of fresh.reverse()) speak(call);
    first = false;
  };

  const ask = async () => {
    try {
      const answer = await fetch(`${page.dataset.calls}?seen=${encodeURIComponent(mark)}`, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 401) location.reload();
      else if (answer.status === 200) show(await answer.json());
      offline.hidden = answer.ok;
    } catch {
      offline.hidden = false;
    }
    setTimeout(ask, EVERY);
  };

  voice.addEventListener("click", () => { voice.hidden = true; });

  const clock = document.querySelector("[data-clock]");
  const tick = () => { clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false }); };
  setInterval(tick, 1000);
  tick();
  ask();
})();
