// Sends what waits on the phone, one check after the other. Each step names the check and its photos by their own
// UUID, so that a step whose answer was lost is simply taken again.
(() => {
  "use strict";
  const PATIENCE = 30000;
  const PAUSES = [5000, 15000, 30000, 60000];

  class Later extends Error {}
  class SignedOut extends Error {}
  class Refused extends Error {
    constructor(words, { items = {}, status = 0 } = {}) {
      super(words);
      this.items = items;
      this.status = status;
    }
  }

  const ask = async (path, options = {}) => {
    let answer;
    try {
      answer = await fetch(path, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
    } catch {
      throw new Later();
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new SignedOut();
    if (answer.status >= 500 || [408, 429].includes(answer.status)) throw new Later();
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) return said;
    const words = [said.detail, ...(said.errors ?? []).map((error) => error.message)].filter(Boolean);
    throw new Refused([...new Set(words)].join(" "), { status: answer.status });
  };

  checksPhone.sender = ({ said, words, store, changed, isDue }) => {
    let csrf = "";
    let timer = 0;
    let tries = 0;

    const live = async () => {
      const stand = await ask(said.live, { headers: { Accept: "application/json" } });
      // Somebody else has signed in meanwhile: what is on the screen is not theirs.
      if (stand.person !== said.person) {
        location.reload();
        throw new Later();
      }
      csrf = stand.csrf;
      await store.keep(stand);
      return stand;
    };
    const post = (path, body) => {
      const isForm = body instanceof FormData;
      const headers = { "X-CSRFToken": csrf, "Idempotency-Key": crypto.randomUUID(), Accept: "application/json" };
      if (!isForm) headers["Content-Type"] = "application/json";
      return ask(said.checks + path, { method: "POST", headers, body: isForm ? body : JSON.stringify(body) });
    };

    const answersOf = (record) =>
      Object.entries(record.answers)
        .filter(([, answer]) => answer.verdict)
        .map(([item, { verdict, lost, note }]) => ({
          item: Number(item),
          verdict,
          lost: ["fail", "fixed"].includes(verdict) && lost ? lost : null,
          note: note ?? "",
        }));

    const beside = async (item, step) => {
      try {
        return await step();
      } catch (error) {
        if (error instanceof Refused) error.items = { [item]: [error.message] };
        throw error;
      }
    };
    const sendPhotos = async (record, run) => {
      const there = new Set(run.items.flatMap((item) => item.photos));
      for (const uuid of record.removed) {
        if (there.has(uuid)) await post(`${run.number}/photos/${uuid}/remove/`, {});
      }
      for (const photo of await store.photos(record.uuid)) {
        if (there.has(photo.uuid)) continue;
        const form = new FormData();
        form.append("item", photo.item);
        form.append("client_uuid", photo.uuid);
        form.append("photo", await store.file(photo.uuid), "photo.jpg");
        await beside(photo.item, () => post(`${run.number}/photos/`, form));
      }
    };
    const finish = async (record, run) => {
      const finished_at = record.finishedAt;
      try {
        return await post(`${run.number}/send/`, finished_at ? { finished_at } : {});
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        // What is missing stands beside each item, in the server's words.
        const stands = await ask(`${said.checks}${run.number}/`);
        for (const item of stands.items) if (item.missing.length) error.items[item.item] = item.missing;
        throw error;
      }
    };
    const deliver = async (record) => {
      const { uuid: client_uuid, unit, template, version, startedAt: started_at } = record;
      let run = await post("", { client_uuid, unit, template, version, started_at, answers: answersOf(record) });
      record.number = run.number;
      if (!run.received_at) {
        await sendPhotos(record, run);
        run = await finish(record, run);
      }
      record.state = "received";
      record.receipt = { number: run.number, receivedAt: run.received_at, finishedAt: run.finished_at, isLate: run.is_late };
      await store.dropPhotos(record.uuid);
    };
    // What the server may know of is thrown away there as well: a book that was begun would stand in the day's way.
    const takeBack = async (record, stand) => {
      const known = stand.drafts.find((draft) => draft.uuid === record.uuid);
      if (known) await post(`${known.number}/discard/`, {});
      await store.drop(record.uuid);
      record.state = "gone";
    };

    const send = async (record) => {
      record.state = "sending";
      record.wrong = { words: "", items: {} };
      record.isTried = true;
      await store.put(record);
      changed(record);
      try {
        const stand = await live();
        if (record.isLeaving) await takeBack(record, stand);
        else await deliver(record);
      } catch (error) {
        if (error instanceof SignedOut) record.state = "signin";
        else if (error instanceof Refused) {
          record.state = "refused";
          record.isLeaving = false;
          record.wrong = { words: error.message || words.refused, items: error.items };
        } else {
          record.state = "waiting";
          if (!(error instanceof Later)) console.warn(error);
        }
      }
      if (record.state !== "gone") await store.put(record);
      changed(record);
    };

    // One tab sends at a time; another one finds everything sent.
    const run = () =>
      navigator.locks.request("checks-phone-send", { ifAvailable: true }, async (lock) => {
        clearTimeout(timer);
        const due = lock ? isDue() : [];
        for (const record of due) {
          await send(record);
          // Without a network or a session the others need not try.
          if (["waiting", "signin"].includes(record.state)) break;
        }
        const left = isDue();
        tries = left.length && due.length ? tries + 1 : 0;
        if (left.length) timer = setTimeout(run, PAUSES[Math.min(tries, PAUSES.length) - 1] ?? PAUSES[0]);
      });
    const again = () => {
      tries = 0;
      return run();
    };
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
    return { live, again, SignedOut };
  };
})();
