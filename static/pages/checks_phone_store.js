// What the page of checks keeps on the phone. Two stores: what came from the server lies open until the person signs
// out or somebody else signs in (shell.js empties it); what the person filled in is sealed with a key that the server
// gives to that person alone, so that it outlasts both and is read by nobody else.
window.checksPhone = {};
(() => {
  "use strict";
  const KEPT = "checks-phone-kept";
  const WORK = "checks-phone-work";
  const MARK = "checks-phone";
  const DAY = 24 * 3600 * 1000;

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const opened = async (name, stores) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const [store, keyPath, index] of stores) {
        const made = request.result.createObjectStore(store, { keyPath });
        if (index) made.createIndex(index, index);
      }
    };
    const base = await asked(request);
    // Whoever wants to empty it does not wait for this page.
    base.onversionchange = () => base.close();
    return base;
  };
  const act = async (base, store, what) => {
    const step = base.transaction(store, "readwrite");
    const done = new Promise((resolve, reject) => {
      step.oncomplete = resolve;
      step.onabort = step.onerror = () => reject(step.error);
    });
    const answer = await what(step.objectStore(store));
    await done;
    return answer;
  };
  const all = (base, store) => asked(base.transaction(store).objectStore(store).getAll());
  const one = (base, store, key) => asked(base.transaction(store).objectStore(store).get(key));

  const forgetCaches = async () => {
    for (const name of await caches.keys()) if (name.startsWith("checks-phone-")) await caches.delete(name);
  };

  checksPhone.openStore = async ({ person, kept_days: days }) => {
    const kept = await opened(KEPT, [["kept", "name"]]);
    const work = await opened(WORK, [
      ["records", "uuid"],
      ["photos", "uuid", "record"],
    ]);
    let key = await one(kept, "kept", "key");
    if (key && key.person !== person) {
      await act(kept, "kept", (store) => asked(store.clear()));
      await forgetCaches();
      key = null;
    }
    localStorage.setItem(MARK, String(person));

    const seal = async (value) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key.key, value) };
    };
    const open = ({ iv, sealed }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, key.key, sealed);
    const sealJson = (value) => seal(new TextEncoder().encode(JSON.stringify(value)));
    const openJson = async (row) => JSON.parse(new TextDecoder().decode(await open(row)));
    const mine = async (store) => (key ? (await all(work, store)).filter((row) => row.person === person) : []);

    const dropPhotos = async (record) => {
      for (const row of await all(work, "photos"))
        if (row.record === record) await act(work, "photos", (store) => asked(store.delete(row.uuid)));
    };
    const drop = async (uuid) => {
      await act(work, "records", (store) => asked(store.delete(uuid)));
      await dropPhotos(uuid);
    };
    // Too old for the server, whoever's it is: nothing of it stays.
    for (const row of await all(work, "records")) if (Date.now() - row.at > days * DAY) await drop(row.uuid);

    return {
      forgetCaches,
      drop,
      dropPhotos,
      isKnown: () => Boolean(key),
      async keep({ key: secret, csrf: _csrf, ...stand }) {
        const raw = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
        key = { name: "key", person, key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) };
        await act(kept, "kept", (store) => asked(store.put(key)));
        await act(kept, "kept", (store) => asked(store.put({ name: "stand", stand })));
      },
      stand: async () => (await one(kept, "kept", "stand"))?.stand ?? null,
      async records() {
        const found = [];
        for (const row of await mine("records")) {
          try {
            found.push(await openJson(row));
          } catch {
            // Sealed with a key that the server no longer gives; it goes with its week.
          }
        }
        return found.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
      },
      async put(record) {
        const at = Date.parse(record.receipt?.receivedAt || record.startedAt);
        const row = { uuid: record.uuid, person, at, ...(await sealJson(record)) };
        await act(work, "records", (store) => asked(store.put(row)));
      },
      async addPhoto({ blob, ...photo }) {
        const row = { uuid: photo.uuid, record: photo.record, person, said: await sealJson(photo), file: await seal(await blob.arrayBuffer()) };
        await act(work, "photos", (store) => asked(store.put(row)));
      },
      dropPhoto: (uuid) => act(work, "photos", (store) => asked(store.delete(uuid))),
      async photos(record) {
        const rows = (await mine("photos")).filter((row) => row.record === record);
        return Promise.all(rows.map((row) => openJson(row.said)));
      },
      async file(uuid) {
        const row = await one(work, "photos", uuid);
        return new Blob([await open(row.file)], { type: "image/jpeg" });
      },
    };
  };
})();
