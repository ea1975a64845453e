// Checks on a phone that may lose its network: what holds here today, what is being filled in, what waits, what was
// received. Everything is stored before it is shown, and the server is asked for nothing that the person waits for.
(async () => {
  "use strict";
  const { openStore, sender, piece, progress, shown, dayOf } = checksPhone;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const said = read("phone-said");
  const words = read("phone-words");
  const one = (selector, from = document) => from.querySelector(selector);
  const filled = (name, value) => words[name].replace("%s", value);
  const list = one("[data-list]");
  const form = one("[data-check]");
  const WAITS = ["waiting", "sending", "signin"];

  if (!window.isSecureContext || !navigator.serviceWorker || !window.indexedDB || !window.caches || !navigator.locks) {
    one("[data-unable]").hidden = false;
    return;
  }

  const say = (text) => (one("[data-said]").textContent = text);
  const trouble = (text) => {
    one("[data-trouble]").hidden = !text;
    one("[data-trouble-words]").textContent = text;
  };
  const store = await openStore(said);
  const records = new Map();
  const load = async () => (await store.records()).forEach((record) => records.set(record.uuid, record));
  await load();
  let stand = await store.stand();

  const save = async (record) => {
    try {
      await store.put(record);
      trouble("");
    } catch (error) {
      trouble(words.full);
      console.warn(error);
    }
  };

  // Sending ---------------------------------------------------------------------
  const waiting = () => [...records.values()].filter((record) => WAITS.includes(record.state));
  const stateOf = (record) => {
    if (record.isLeaving && WAITS.includes(record.state)) return words.leaving;
    return record.state === "received" ? filled("received", shown(record.receipt.receivedAt, { seconds: true })) : words[record.state];
  };
  const outgoing = sender({
    said,
    words,
    store,
    isDue: waiting,
    changed: (record) => {
      if (record.state === "gone") records.delete(record.uuid);
      say([record.sheet.name, stateOf(record), record.receipt?.number, record.wrong.words].filter(Boolean).join(" · "));
      show();
      if (record.state === "received" && stand) refresh();
    },
  });
  const submit = async (record) => {
    record.finishedAt ||= new Date().toISOString();
    record.state = "waiting";
    await save(record);
    location.hash = "";
    say(words.waiting);
    show();
    outgoing.again();
  };

  // What holds here today ----------------------------------------------------------
  const refresh = async () => {
    try {
      await outgoing.live();
      stand = await store.stand();
      one("[data-session-over]").hidden = true;
    } catch (error) {
      one("[data-session-over]").hidden = !(error instanceof outgoing.SignedOut);
    }
    show();
  };
  const lineOf = (sheet, hall) => ({ unit: hall.code, hall: hall.name, template: sheet.template, version: sheet.number, sheet });
  const fresh = { state: "draft", finishedAt: "", number: "", receipt: null, removed: [], wrong: { words: "", items: {} } };
  const add = async (record) => {
    records.set(record.uuid, record);
    await save(record);
    location.hash = `c-${record.uuid}`;
  };
  const begin = (hall, sheet) =>
    add({ ...structuredClone(fresh), ...lineOf(sheet, hall), uuid: crypto.randomUUID(), startedAt: new Date().toISOString(), answers: {} });
  const take = (draft) =>
    add({
      ...structuredClone(fresh),
      ...lineOf(stand.sheets[draft.version], { code: draft.unit, name: draft.hall }),
      uuid: draft.uuid,
      startedAt: draft.started_at,
      isTried: true,
      isAskedFor: draft.is_asked_for,
      answers: Object.fromEntries(
        Object.entries(draft.answers).map(([item, { photos, ...answer }]) => [item, { ...answer, photos, onServer: photos }]),
      ),
    });

  const acts = {
    send: (record) => submit(record),
    edit: async (record) => {
      if (record.state === "sending") return;
      record.state = "draft";
      record.finishedAt = "";
      await save(record);
      location.hash = `c-${record.uuid}`;
      show();
    },
    discard: async (record) => {
      // The server may have begun it: then it is thrown away there too, which may have to wait for a network.
      if (record.isTried) {
        record.isLeaving = true;
        return submit(record);
      }
      await acts.forget(record);
      say(words.gone);
    },
    forget: async (record) => {
      records.delete(record.uuid);
      await store.drop(record.uuid);
      location.hash = "";
      show();
    },
  };

  // The list ----------------------------------------------------------------------
  const cardOf = (record) => {
    const { done, total } = progress(record);
    const is = (...states) => states.includes(record.state);
    const card = piece(
      "record",
      {
        name: record.sheet.name,
        when: filled("begun", shown(record.startedAt)),
        hall: record.hall,
        progress: `${done} / ${total}`,
        state: stateOf(record),
        receipt: record.receipt ? filled("receipt", record.receipt.number) : "",
        late: record.receipt ? filled("late", shown(record.receipt.finishedAt)) : "",
        wrong: record.wrong.words,
      },
      {
        [record.state]: true,
        wrong: Boolean(record.wrong.words),
        late: is("received") && record.receipt.isLate,
        open: is("draft", "refused"),
        again: is("waiting") || record.state === "refused",
        resend: is("received"),
        back: is("waiting", "signin") && !record.isLeaving,
        discard: !is("sending", "received") && !record.isLeaving && !record.isAskedFor,
      },
    );
    card.dataset.uuid = record.uuid;
    one("[data-open]", card)?.setAttribute("href", `#c-${record.uuid}`);
    const buttons = card.querySelectorAll("[data-act]");
    for (const button of buttons) {
      if (button.dataset.act === "discard") button.dataset.confirmDetail = `${record.sheet.name} · ${record.hall} · ${shown(record.startedAt)}`;
      button.addEventListener(button.matches("form") ? "submit" : "click", (event) => {
        event.preventDefault();
        acts[button.dataset.act](record);
      });
    }
    return card;
  };
  const draftOf = (draft) => {
    const name = stand.sheets[draft.version].name;
    const card = piece("draft", { name, when: draft.day, hall: draft.hall, number: draft.number }, { asked_for: draft.is_asked_for });
    one("[data-act]", card).addEventListener("click", () => take(draft));
    return card;
  };
  const sheetOf = (hall, { version, book }) => {
    const sheet = stand.sheets[version];
    const today = book && hall.day === dayOf(new Date());
    const going = [...records.values()].some(
      (record) =>
        sheet.kind === "daily" && record.unit === hall.code && record.template === sheet.template &&
        dayOf(new Date(record.startedAt)) === dayOf(new Date()),
    );
    const card = piece(
      "sheet",
      {
        name: sheet.name,
        kind: sheet.kind_words,
        version: filled("sheet_version", sheet.number),
        book: today ? filled(book.is_sent ? "book_sent" : "book_going", book.number) : "",
      },
      { book: today, free: !today && !going },
    );
    one("[data-act]", card)?.addEventListener("click", () => begin(hall, sheet));
    return card;
  };
  const sentOf = (run) => {
    const said_late = filled("late", shown(run.finished_at));
    const state = filled("received", shown(run.received_at, { seconds: true }));
    const card = piece("sent", { name: run.name, number: run.number, hall: run.hall, state, late: said_late }, { late: run.is_late });
    one("a", card).href = said.check.replace("K000000-00000", run.number);
    return card;
  };
  const fill = (part, cards) => {
    const section = one(`[data-part="${part}"]`);
    one("ul", section).replaceChildren(...cards);
    section.hidden = !cards.length && part !== "sheets";
  };
  const choose = one("#phone-hall");
  const showHalls = () => {
    const codes = stand.halls.map((hall) => hall.code).join();
    if (choose.dataset.codes !== codes) {
      const before = choose.value;
      choose.replaceChildren(...stand.halls.map((hall) => new Option(hall.name, hall.code)));
      if (stand.halls.some((hall) => hall.code === before)) choose.value = before;
      choose.dataset.codes = codes;
    }
    one("[data-hall-line]").hidden = stand.halls.length < 2;
    const hall = stand.halls.find((each) => each.code === choose.value);
    fill("sheets", hall ? hall.sheets.map((entry) => sheetOf(hall, entry)) : []);
    one("[data-no-sheet]").hidden = Boolean(hall?.sheets.length);
  };
  choose.addEventListener("change", () => showHalls());
  const showList = () => {
    // A card that is drawn anew keeps the focus of the one before.
    const before = document.activeElement?.closest("[data-uuid]")?.dataset.uuid;
    fill("records", [...records.values()].map(cardOf));
    if (stand) {
      fill("drafts", stand.drafts.filter((draft) => !records.has(draft.uuid)).map(draftOf));
      fill("sent", stand.sent.filter((run) => !records.has(run.uuid)).map(sentOf));
      showHalls();
    }
    if (before && document.activeElement === document.body) one(`[data-uuid="${before}"] :is(a, button)`)?.focus({ preventScroll: true });
  };

  const { showCheck } = checksPhone.filler({ said, words, store, save, say, trouble, filled, form, acts });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const record = records.get(form.dataset.uuid);
    if (record) submit(record);
  });

  // Which of the two is shown --------------------------------------------------------
  function show() {
    const record = records.get(location.hash.slice(3));
    const count = waiting().length;
    const outbox = one("[data-outbox]");
    outbox.hidden = false;
    outbox.classList.toggle("is-waiting", count > 0);
    one("[data-outbox-words]").textContent = filled("outbox", count);
    one("[data-session-over]").hidden &&= ![...records.values()].some((each) => each.state === "signin");
    one("[data-title]").textContent = record ? `${record.sheet.name} · ${record.hall}` : words.title;
    one("[data-note]").textContent = record ? `${filled("begun", shown(record.startedAt))} · ${stateOf(record)}` : dayOf(new Date());
    one("[data-progress]").hidden = form.hidden = !record;
    list.hidden = Boolean(record);
    const drawn = record ? `${record.uuid} ${record.state}` : "";
    if (record && form.dataset.drawn !== drawn) {
      form.dataset.uuid = record.uuid;
      showCheck(record);
    }
    if (!record) {
      trouble("");
      showList();
    }
    form.dataset.drawn = drawn;
  }
  window.addEventListener("hashchange", () => {
    window.scrollTo(0, 0);
    show();
    one("[data-title]").focus({ preventScroll: true });
  });
  one("[data-back]").addEventListener("click", (event) => {
    if (location.hash.length > 3) {
      event.preventDefault();
      location.hash = "";
    } else if (!navigator.onLine) {
      event.preventDefault();
      say(words.needs_network);
    }
  });
  const network = () => {
    one("[data-offline]").hidden = navigator.onLine;
    say(navigator.onLine ? words.online : words.offline);
  };
  window.addEventListener("online", () => {
    network();
    refresh();
  });
  window.addEventListener("offline", network);
  one("[data-offline]").hidden = navigator.onLine;

  // The page and all it is made of, for the next time without a network. A changed style or script has another name
  // and brings the page with it; caches of other versions go once this one is whole.
  const keepPage = async () => {
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((part) => part.href ?? part.src);
    const sprite = one("use").href.baseVal.split("#")[0];
    const wanted = [...new Set([location.pathname, sprite, ...parts])];
    const cache = await caches.open(said.cache);
    const missing = [];
    for (const part of wanted) if (!(await cache.match(part))) missing.push(part);
    if (!missing.length) return;
    for (const part of new Set([location.pathname, ...missing])) {
      const answer = await fetch(part, { redirect: "error", cache: "no-cache" });
      if (answer.ok) await cache.put(part, answer);
    }
    for (const name of await caches.keys()) if (name.startsWith("checks-phone-") && name !== said.cache) await caches.delete(name);
  };

  const wasKnown = store.isKnown();
  if (wasKnown) show();
  await refresh();
  // Whoever is back after somebody else gets the key to what they had left here.
  if (!wasKnown) await load();
  for (const record of waiting()) if (record.state === "sending") record.state = "waiting";
  show();
  document.documentElement.dataset.phone = "ready";
  outgoing.again();
  navigator.storage?.persist?.();
  try {
    await navigator.serviceWorker.register(said.worker);
    await keepPage();
    document.documentElement.dataset.phone = "kept";
  } catch (error) {
    console.warn(error);
  }
})();
