// What was typed comes back to a form that was not taken: the session had ended, or the page was older than it (N14).
// Kept in this tab alone, for the same person, never passwords, files or hidden fields; nothing is ever sent by itself.
// Nor phone numbers: the browser writes what it keeps to its disk, and the sign-in page may stand open for days.
(() => {
  "use strict";
  const KEY = "draft";
  const A_DAY_OF_WORK = 12 * 3600 * 1000;
  const AT_ONCE = 120 * 1000;
  const NEVER =
    "[type=hidden], [type=password], [type=file], [type=submit], [type=button], [type=reset], [type=image], " +
    "[type=tel], [name*=phone i], [autocomplete=one-time-code], button, fieldset, output, object";
  const READ_AS = ["[name$=version]", "[name=seen]", "[name=limit_seen]", "[name=step]"].map((name) => `input[type=hidden]${name}`).join();
  const { person, unsent } = document.body.dataset;
  const isDesk = person && !document.body.matches(".plain");
  const all = (selector) => [...document.querySelectorAll(selector)];
  const [arrival] = performance.getEntriesByType("navigation");
  const here = location.href.split("#")[0];
  const place = location.pathname + location.search;

  const store = (draft) => {
    try {
      if (draft) sessionStorage.setItem(KEY, JSON.stringify(draft));
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage may be refused or full; the words then last as long as the page.
    }
  };
  const stored = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null;
    }
  };

  const actOf = (form) => new URL(form.getAttribute("action") || here, here).pathname;
  const fieldsOf = (form) =>
    [...form.elements].filter((field) => field.name && !field.disabled && !field.matches(NEVER));
  const isTick = (field) => field.matches("[type=checkbox], [type=radio]");
  const isChoice = (field) => field.matches("select");
  const saidIn = (field) => {
    if (isTick(field)) return field.checked ? [field.value] : [];
    return isChoice(field) ? [...field.selectedOptions].map((option) => option.value) : [field.value];
  };
  const isTyped = (field) => {
    if (isTick(field)) return field.checked !== field.defaultChecked;
    if (!isChoice(field)) return field.value.trim() !== "";
    return field.selectedIndex !== Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
  };
  // What a form was read as. It comes back with the words, so that a change made by somebody else meanwhile is told.
  const readAs = (form) => [...form.querySelectorAll(READ_AS)];
  const fill = (form, said) => {
    const left = [...said];
    const changed = fieldsOf(form).filter((field) => {
      const before = String(saidIn(field));
      const own = said.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isTick(field)) field.checked = own.includes(field.value);
      else if (isChoice(field)) {
        const offered = [...field.options].filter((option) => own.includes(option.value));
        if (offered.length) [...field.options].forEach((option) => (option.selected = offered.includes(option)));
      } else {
        const at = left.findIndex(([name]) => name === field.name);
        if (at >= 0) field.value = left.splice(at, 1)[0][1];
      }
      return String(saidIn(field)) !== before;
    });
    // Only when all stand: what listens may look at several fields.
    for (const name of ["input", "change"])
      changed.forEach((field) => field.dispatchEvent(new Event(name, { bubbles: true })));
  };

  const draft = stored();
  const isOver = draft && (Date.now() - draft.at > A_DAY_OF_WORK || (person && person !== draft.person));
  // A page that says so right after the sending is its answer; later it is the answer to something else.
  const isRefused = draft && !isOver && unsent !== undefined && Date.now() - draft.at < AT_ONCE;
  // The page of a refused form may stand at an address for acts alone; where its form stands is told from before.
  let page = arrival?.responseStatus >= 400 ? "" : place;
  if (isOver) store(null);
  else if (isRefused) {
    store({ ...draft, refused: true });
    // The server looks at where one goes on before it goes there.
    if (draft.page && document.referrer === draft.from) {
      all("input[data-form-page]").forEach((field) => (field.value = draft.page));
      all("a[data-form-page]").forEach((link) => (link.href = draft.page));
    }
    if (person) all("[data-draft-lost], [data-draft-kept]").forEach((words) => (words.hidden = !words.hidden));
  } else if (draft?.isBack && isDesk && draft.page !== place) {
    // Seen again, and left behind.
    store(null);
  } else if (draft && isDesk && !draft.refused) {
    if (!page && draft.act === location.pathname) page = draft.page;
    store(null);
  }

  const bringBack = () => {
    const waiting = stored();
    const note = document.querySelector("#draft-back");
    if (!waiting?.refused || waiting.person !== person || !note || document.querySelector("[data-draft-note]")) return;
    // The same form stands on many pages, such as that of another customer.
    if (waiting.page && waiting.page !== place) return;
    const form = [...document.forms].find(
      (form) =>
        form.method === "post" &&
        actOf(form) === waiting.act &&
        fieldsOf(form).some((field) => waiting.said.some(([name]) => name === field.name)),
    );
    if (!form) return;
    const folded = form.closest("details");
    if (folded) folded.open = true;
    fill(form, waiting.said);
    readAs(form).forEach((field) => (field.value = waiting.versions?.[field.name] ?? field.value));
    store({ ...waiting, isBack: true });
    form.prepend(note.content.cloneNode(true));
    form.querySelector("[data-draft-note]").scrollIntoView({ block: "center" });
  };
  // After the frame's own look at a page that was gone back to, which empties a form that was sent.
  window.addEventListener("pageshow", bringBack);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !isDesk) return;
    if (form.matches("[data-signs-out]")) return store(null);
    const fields = fieldsOf(form);
    const act = actOf(form);
    if (fields.some(isTyped)) {
      const said = fields.flatMap((field) => saidIn(field).map((value) => [field.name, value]));
      const versions = Object.fromEntries(readAs(form).map((field) => [field.name, field.value]));
      store({ person, act, page, from: here, at: Date.now(), said, versions });
    } else if (stored()?.act === act) store(null);
  });
})();
