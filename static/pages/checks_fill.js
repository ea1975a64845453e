// A check filled in on its page: each tap is sent by itself, and the item comes back as it stands at the server. What
// is tapped or typed while one is on its way is kept, put into what comes and sent after it, however slow the network.
(() => {
  "use strict";
  const form = document.getElementById("check-form");
  if (!form) return;
  const ITEM = ".check-item";
  const FIELDS = "input[type=radio], input[type=file], input[type=number], textarea";
  const fieldsOf = (item) => [...item.querySelectorAll(FIELDS)];
  const keyOf = (field) => (field.type === "radio" ? field.id : field.name);
  const says = (field) => ({ radio: field.checked, file: field.files?.[0] })[field.type] ?? field.value;
  const put = (field, value) => {
    if (field.type === "radio") field.checked = value;
    else if (field.type !== "file") field.value = value;
    else {
      const chosen = new DataTransfer();
      chosen.items.add(value);
      field.files = chosen.files;
    }
  };
  const isBusy = (item) => item.classList.contains("htmx-request");

  const sent = new WeakMap(); // by request: what its item said then
  const meanwhile = new WeakMap(); // by request: what was said after it had left
  const unsent = new WeakSet(); // items that say more than the server knows
  const stale = new WeakSet(); // items that were not renewed because somebody was writing in them
  const leaving = new Map(); // by item: a photo to be taken away as soon as the line is free
  const follow = (item) => {
    if (unsent.delete(item)) item.dispatchEvent(new Event("change"));
    const address = leaving.get(item.id);
    leaving.delete(item.id);
    if (address) item.querySelector(`[formaction="${address}"]`)?.click();
  };
  // Renewed around the field in which somebody writes: a new field would break off what is being composed there.
  const renewAround = (item, answer) => {
    const came = new DOMParser().parseFromString(answer, "text/html");
    const fresh = came.querySelector(ITEM);
    for (const part of ["legend", "[data-seen]", "[data-said]"]) {
      item.querySelector(part).replaceWith(fresh.querySelector(part));
    }
    item.classList.toggle("is-wrong", fresh.classList.contains("is-wrong"));
    for (const piece of came.querySelectorAll("[hx-swap-oob]")) {
      piece.removeAttribute("hx-swap-oob");
      document.getElementById(piece.id)?.replaceWith(piece);
    }
    stale.add(item);
    // The line is free once this answer has been dealt with.
    setTimeout(() => follow(item));
  };

  // Before the item hears of it: what changes while an answer is on its way is not sent.
  form.addEventListener(
    "change",
    ({ target }) => {
      const item = target.closest(ITEM);
      if (item && isBusy(item)) unsent.add(item);
    },
    true,
  );
  form.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const fields = detail.elt.matches(ITEM) ? fieldsOf(detail.elt) : [];
    sent.set(detail.xhr, new Map(fields.map((field) => [keyOf(field), says(field)])));
  });
  form.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { target: item, xhr } = detail;
    if (!detail.shouldSwap || !item.matches(ITEM)) return;
    const before = sent.get(xhr);
    const isPlain = before.size && ![...before.values()].some((value) => value instanceof File);
    const writing = isPlain && fieldsOf(item).find((field) => field === document.activeElement && field.matches("textarea, [type=number]"));
    const after = fieldsOf(item).filter((field) => field !== writing && says(field) !== before.get(keyOf(field)));
    if (!writing) meanwhile.set(xhr, new Map(after.map((field) => [keyOf(field), says(field)])));
    else {
      detail.shouldSwap = false;
      if (after.length) unsent.add(item);
      renewAround(item, xhr.response);
    }
  });
  form.addEventListener("htmx:afterSwap", ({ target: item, detail }) => {
    const after = item.matches(ITEM) && meanwhile.get(detail.xhr);
    if (!after) return;
    for (const field of fieldsOf(item)) {
      const value = after.get(keyOf(field));
      if (value === undefined || value === says(field)) continue;
      put(field, value);
      unsent.add(item);
    }
  });
  form.addEventListener("htmx:afterSettle", ({ target }) => target.matches(ITEM) && follow(target));
  form.addEventListener("focusout", ({ target }) => {
    const item = target.closest(ITEM);
    if (item && stale.delete(item) && !isBusy(item)) item.dispatchEvent(new Event("change"));
  });
  form.addEventListener(
    "click",
    ({ target }) => {
      const off = target.closest(".check-photo-off");
      const item = target.closest(ITEM);
      if (off && isBusy(item)) leaving.set(item.id, off.getAttribute("formaction"));
    },
    true,
  );
  // Enter in a field sends the field; nothing else is pressed by it.
  form.addEventListener("submit", (event) => event.submitter?.hasAttribute("data-plain") && event.preventDefault());
})();
