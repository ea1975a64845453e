// One check as it is filled in on the phone: each tap, word and photo is stored at once.
(() => {
  "use strict";
  const { piece, itemsOf, isComplete, progress, timeOf, small } = checksPhone;
  const EDITED = ["draft", "refused"];
  const one = (selector, from = document) => from.querySelector(selector);

  checksPhone.filler = ({ said, words, store, save, say, trouble, filled, form, acts }) => {
    const head = (record) => {
      const { total, done, open } = progress(record);
      const bar = one("[data-progress] progress");
      [bar.max, bar.value] = [total, done];
      one("[data-count]").textContent = `${done} / ${total}`;
      const send = one("[data-send]", form);
      if (send) send.textContent = open.length ? filled("send_open", open.length) : words.send;
      const next = one("[data-next]", form);
      if (next) next.hidden = !open.length;
      for (const [at, section] of record.sheet.sections.entries()) {
        const answered = section.items.filter((item) => record.answers[item.id]?.verdict).length;
        form.querySelectorAll("[data-section-count]")[at].textContent = `${answered} / ${section.items.length}`;
      }
      for (const item of itemsOf(record.sheet)) {
        one("[data-done]", one(`#i${item.id}`)).hidden = !isComplete(item, record.answers[item.id]);
      }
    };
    const changes = async (record, item, said_now) => {
      record.answers[item.id] = { ...record.answers[item.id], ...said_now };
      delete record.wrong.items[item.id];
      one("[data-wrong]", one(`#i${item.id}`))?.replaceChildren();
      one(`#i${item.id}`).classList.remove("is-wrong");
      head(record);
      await save(record);
    };
    const showPhotos = async (record, item, line) => {
      const photos = (await store.photos(record.uuid)).filter((photo) => photo.item === item.id);
      one("[data-photos]", line).replaceChildren(
        ...photos.map((photo) => {
          const figure = piece("photo", { time: timeOf(new Date(photo.takenAt)) });
          Object.assign(one("img", figure), { src: photo.thumb, alt: filled("photo_of", item.words) });
          const off = one("button", figure);
          off.setAttribute("aria-label", filled("photo_off", item.words));
          off.addEventListener("click", async () => {
            await store.dropPhoto(photo.uuid);
            if (record.isTried) record.removed.push(photo.uuid);
            await showPhotos(record, item, line);
            await changes(record, item, { photos: (record.answers[item.id]?.photos ?? 1) - 1 });
          });
          return figure;
        }),
      );
      const onServer = record.answers[item.id]?.onServer ?? 0;
      const note = one("[data-on-server]", line);
      note.hidden = !onServer;
      note.textContent = filled("on_server", onServer);
      const camera = one(".check-camera", line);
      if (camera) camera.hidden = photos.length + onServer >= said.photos_most;
      return photos.length + onServer;
    };
    const addPhoto = async (record, item, line, input) => {
      const [file] = input.files;
      input.value = "";
      if (!file) return;
      let made;
      try {
        made = await small(file, said);
      } catch {
        one("[data-wrong]", line).replaceChildren(piece("wrong", { words: words.no_picture }));
        return say(words.no_picture);
      }
      try {
        const takenAt = new Date().toISOString();
        await store.addPhoto({ uuid: crypto.randomUUID(), record: record.uuid, item: item.id, takenAt, ...made });
      } catch {
        return trouble(words.full);
      }
      await changes(record, item, { photos: await showPhotos(record, item, line) });
      say(words.photo_kept);
    };
    const lineFor = (record, item, at) => {
      const answer = record.answers[item.id] ?? {};
      const line = piece(
        "item",
        { at, words: item.words },
        {
          critical: item.is_critical,
          photo: item.photo !== "off",
          note: item.note !== "off",
          points: Number(item.weight) > 0,
          zero: item.allows_zero,
          action: ["on_fail", "always"].includes(item.action),
        },
      );
      line.id = `i${item.id}`;
      if (item.photo === "always") one(".check-more", line).classList.add("is-always");
      for (const radio of line.querySelectorAll("[type=radio]")) {
        radio.name = `v${item.id}`;
        radio.checked = radio.value === answer.verdict;
        radio.addEventListener("change", () => changes(record, item, { verdict: radio.value }));
      }
      const note = one("textarea", line);
      if (note) {
        note.value = answer.note ?? "";
        note.setAttribute("aria-label", filled("note_on", item.words));
        note.addEventListener("input", () => changes(record, item, { note: note.value }));
      }
      const lost = one(".check-lost input", line);
      if (lost) {
        Object.assign(lost, { value: answer.lost ?? "", max: item.weight, placeholder: item.weight });
        lost.addEventListener("input", () => changes(record, item, { lost: lost.value }));
      }
      const camera = one("[type=file]", line);
      camera?.addEventListener("change", () => addPhoto(record, item, line, camera));
      const wrong = record.wrong.items[item.id] ?? [];
      line.classList.toggle("is-wrong", wrong.length > 0);
      one("[data-wrong]", line).replaceChildren(...wrong.map((text) => piece("wrong", { words: text })));
      showPhotos(record, item, line);
      return line;
    };
    const showCheck = (record) => {
      let at = 0;
      const sections = record.sheet.sections.map((section) => {
        const made = piece("section", { name: section.name });
        one("ol", made).append(...section.items.map((item) => lineFor(record, item, (at += 1))));
        return made;
      });
      const isOpen = EDITED.includes(record.state);
      const bar = piece(isOpen ? "bar" : "locked");
      form.replaceChildren(...sections, bar);
      for (const group of form.querySelectorAll("fieldset")) group.disabled = !isOpen;
      const edit = one("[data-act=edit]", bar);
      if (edit) edit.hidden = !["waiting", "signin"].includes(record.state) || record.isLeaving;
      edit?.addEventListener("click", () => acts.edit(record));
      one("[data-next]", bar)?.addEventListener("click", () => {
        const [next] = progress(record).open;
        const line = one(`#i${next.id}`);
        line.scrollIntoView({ block: "center" });
        one("input", line).focus({ preventScroll: true });
      });
      head(record);
      trouble(record.wrong.words);
      one(".is-wrong", form)?.scrollIntoView({ block: "center" });
    };

    return { showCheck };
  };
})();
