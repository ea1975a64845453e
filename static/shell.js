// The frame of every page: theme, navigation, keys, dialogs, copying, HTMX. No page script is needed for these.
(() => {
  "use strict";
  const root = document.documentElement;
  const body = document.body;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (name, selector, act) =>
    document.addEventListener(name, (event) => {
      const found = event.target instanceof Element && event.target.closest(selector);
      if (found) act(event, found);
    });
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const remember = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Private windows may refuse storage; the choice then lasts for this page only.
    }
  };

  // Theme -------------------------------------------------------------------
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const showTheme = () => {
    const wanted = root.dataset.theme || "auto";
    const dark = wanted === "dark" || (wanted === "auto" && prefersDark.matches);
    root.dataset.bsTheme = dark ? "dark" : "light";
    all("[data-theme-set]").forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === wanted)),
    );
    document.dispatchEvent(new CustomEvent("theme:changed"));
  };
  on("click", "[data-theme-set]", (event, button) => {
    event.stopPropagation();
    root.dataset.theme = button.dataset.themeSet;
    remember("theme", button.dataset.themeSet);
    showTheme();
  });
  prefersDark.addEventListener("change", showTheme);
  showTheme();

  // Navigation --------------------------------------------------------------
  const folder = one("[data-nav-fold]");
  const fold = (narrow) => {
    if (narrow) root.dataset.nav = "narrow";
    else delete root.dataset.nav;
    folder?.setAttribute("aria-expanded", String(!narrow));
    remember("nav", narrow ? "narrow" : "wide");
    window.dispatchEvent(new Event("resize"));
  };
  folder?.setAttribute("aria-expanded", String(root.dataset.nav !== "narrow"));
  on("click", "[data-nav-fold]", () => fold(root.dataset.nav !== "narrow"));
  on("input", "[data-menu-filter]", (event, input) => {
    const wanted = input.value.trim().toLowerCase();
    all(".dropdown-item", input.closest(".dropdown-menu")).forEach((item) => {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
  });

  // Keys --------------------------------------------------------------------
  const typing = (target) =>
    target instanceof Element &&
    Boolean(target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]"));
  const moveRow = (step) => {
    const rows = all("[data-rows] > :not([hidden])");
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("is-current"));
    const next = rows[Math.min(Math.max(at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step, 0), rows.length - 1)];
    rows.forEach((row) => row.classList.toggle("is-current", row === next));
    one("a[href]", next)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  // Buttons of a page have keys of their own (data-key); the sheet tells them above those of every page.
  const showKeys = () => {
    const sheet = one("#keys");
    if (!sheet) return;
    all("[data-page-key]", sheet).forEach((part) => part.remove());
    const lines = all("[data-key]").flatMap((button) => {
      const [key, words] = ["dt", "dd"].map((name) => document.createElement(name));
      key.append(Object.assign(document.createElement("kbd"), { textContent: button.dataset.key }));
      words.textContent = one("span", button)?.textContent ?? button.textContent;
      return [key, words];
    });
    lines.forEach((line) => (line.dataset.pageKey = ""));
    one(".key-list", sheet).prepend(...lines);
    sheet.showModal();
  };
  const pressKey = (key) => {
    const button = one(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
    if (!button || button.closest("[inert]")) return false;
    button.click();
    // What opens is written in at once; Escape leaves it again.
    if (button.matches("summary")) one("select, input:not([type=hidden])", button.parentElement)?.focus();
    return true;
  };
  let jumping = 0;
  const jump = (key) => {
    const address =
      { h: body.dataset.home, i: body.dataset.inbox }[key] || one(`[data-jump="${CSS.escape(key)}"]`)?.href;
    if (address) location.assign(address);
  };
  const keys = {
    "/": () => one("[data-search]")?.focus(),
    "?": showKeys,
    "[": () => fold(root.dataset.nav !== "narrow"),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    x: () => one("[data-rows] > .is-current [data-row-select]")?.click(),
    g: () => {
      jumping = Date.now();
    },
  };
  document.addEventListener("keydown", (event) => {
    // 229 is what browsers send for keys that an input method is still composing.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (one("dialog[open]")) return;
    if (Date.now() - jumping < 1200) {
      jumping = 0;
      jump(event.key);
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    } else if (!event.repeat && pressKey(event.key)) {
      event.preventDefault();
    } else if (event.key === "Enter" && event.target.matches?.("[data-row-select]")) {
      // In a form of many rows Enter would press its first button; it opens the row instead.
      event.preventDefault();
      one("a[href]", event.target.closest("tr"))?.click();
    } else if (event.key === "Enter" && event.target === body) {
      one("[data-rows] > .is-current a[href]")?.click();
    }
  });

  // A whole phone number must not stand in an address, where logs and histories keep it: its end will do.
  document.addEventListener("submit", (event) => {
    const box = one("[data-search], [data-shortens]", event.target);
    const digits = box?.value.replace(/[\s-]/g, "") ?? "";
    if (/^\+?\d{7,}$/.test(digits)) box.value = digits.slice(-4);
  });

  // A form that was sent and is gone back to begins anew: the browser would fill it in half, to be sent again.
  const sent = (form) => `sent:${new URL(form.action).pathname}`;
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-once]") && !event.defaultPrevented) sessionStorage.setItem(sent(event.target), "yes");
  });
  window.addEventListener("pageshow", (event) => {
    const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    all("[data-once]").forEach((form) => {
      if (back && sessionStorage.getItem(sent(form))) form.reset();
      sessionStorage.removeItem(sent(form));
    });
  });

  // Dialogs -----------------------------------------------------------------
  on("click", "[data-open-dialog]", (event, button) =>
    document.getElementById(button.dataset.openDialog)?.showModal(),
  );
  on("click", "[data-close-dialog]", (event, button) => button.closest("dialog").close());
  const confirmBox = one("#confirm");
  let confirmed = null;
  const ask = (asker, go) => {
    one("[data-confirm-title]", confirmBox).textContent = asker.dataset.confirm;
    one("[data-confirm-go]", confirmBox).textContent = asker.dataset.confirmAct || asker.dataset.confirm;
    const detail = one("[data-confirm-detail]", confirmBox);
    if (asker.dataset.confirmDetail) detail.textContent = asker.dataset.confirmDetail;
    confirmed = go;
    confirmBox.showModal();
  };
  on("click", "[data-confirm-go]", () => {
    confirmBox.close();
    confirmed?.();
    confirmed = null;
  });
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const asker = event.submitter?.closest("[data-confirm]") || form.closest("[data-confirm]");
      if (!asker || !confirmBox || form.dataset.confirmed) {
        delete form.dataset.confirmed;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      ask(asker, () => {
        form.dataset.confirmed = "yes";
        form.requestSubmit(button);
      });
    },
    true,
  );

  // Copying and small notes -------------------------------------------------
  const note = one("[data-live-note]");
  let noteEnds = 0;
  const say = (words) => {
    if (!note) return;
    note.textContent = words;
    note.hidden = false;
    clearTimeout(noteEnds);
    noteEnds = setTimeout(() => {
      note.hidden = true;
    }, 4000);
  };
  document.addEventListener("shell:say", (event) => say(event.detail));
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) await navigator.clipboard.writeText(text);
    else {
      const box = Object.assign(document.createElement("textarea"), { value: text });
      body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    say(`${body.dataset.copied} ${text.length > 40 ? "" : text}`.trim());
  };
  on("click", "[data-copy]", (event, button) => {
    event.preventDefault();
    copy(button.dataset.copy);
  });
  on("click", "[data-copy-table]", (event, button) => {
    const table = one("table", button.closest("[data-chart-card], .card"));
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join("\t"));
    copy(lines.join("\n"));
  });
  on("click", "[data-print]", () => window.print());
  // A refused form that one leaves by a link is a page to come back to, not the question whether to send it again.
  // Only where the form was got at the same address: an address for acts alone has no page.
  on("click", "a[href]", () => {
    const [arrival] = performance.getEntriesByType("navigation");
    const isRefused = arrival?.responseStatus >= 400 && document.referrer === location.href;
    if (isRefused) history.replaceState(history.state, "", location.href);
  });
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    root.dataset.bsTheme = "light";
    document.dispatchEvent(new CustomEvent("theme:changed"));
    unfolded = all("details:not([open])");
    unfolded.forEach((part) => (part.open = true));
  });
  window.addEventListener("afterprint", () => {
    unfolded.forEach((part) => (part.open = false));
    showTheme();
  });

  // Explanations open beside their question mark ----------------------------
  document.addEventListener(
    "toggle",
    (event) => {
      const card = event.target;
      if (!(card instanceof Element) || !card.matches(".help-card") || event.newState !== "open") return;
      const from = one(`[popovertarget="${CSS.escape(card.id)}"]`).getBoundingClientRect();
      card.classList.add("is-placed");
      const left = Math.min(Math.max(from.left - 12, 12), window.innerWidth - card.offsetWidth - 12);
      const below = from.bottom + 6 + card.offsetHeight < window.innerHeight;
      card.style.left = `${left}px`;
      card.style.top = `${below ? from.bottom + 6 : Math.max(from.top - card.offsetHeight - 6, 12)}px`;
    },
    true,
  );

  // What the page of checks keeps for a phone without a network is one person's: it goes when they sign out, or when
  // somebody else is signed in here. What they filled in and did not send stays sealed until they are back.
  const forgetChecks = () => {
    localStorage.removeItem("checks-phone");
    indexedDB.deleteDatabase("checks-phone-kept");
    window.caches?.keys().then((names) =>
      names.filter((name) => name.startsWith("checks-phone-")).forEach((name) => caches.delete(name)),
    );
  };
  const keptFor = read("checks-phone");
  if (keptFor && body.dataset.person && keptFor !== body.dataset.person) forgetChecks();
  on("submit", "[data-signs-out]", () => read("checks-phone") && forgetChecks());

  // HTMX --------------------------------------------------------------------
  const chosenAtFirst = (field) => Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
  const isTouched = (field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) return field.selectedIndex !== chosenAtFirst(field);
    return field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue;
  };
  const isWriting = () =>
    [...document.forms].some((form) => form.method === "post" && [...form.elements].some(isTouched));
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = one('meta[name="csrf-token"]').content;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A session that has ended answers with the sign-in page; it must not land inside a piece of this one.
    const answered = event.detail.xhr.responseURL;
    const signIn = body.dataset.signIn;
    if (signIn && answered && new URL(answered).pathname === signIn) {
      event.detail.shouldSwap = false;
      // What somebody has begun to write is not taken away by a piece that the page fetches beside it.
      if (isWriting()) say(body.dataset.signedOut);
      else location.assign(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(name, (event) => {
      // Who was sent back because somebody else was saving the same thing is told so (Retry-After comes with it).
      const answer = event.detail.xhr;
      const collided = answer?.status === 503 && answer.getResponseHeader("Retry-After");
      say(collided ? body.dataset.collided : body.dataset.failed);
    }),
  );

  one("[data-error-summary]")?.focus();
  // What is wrong with a field may lie beneath the bars of a phone while the field itself is in sight.
  const wrong = one(".field-error[role=alert]");
  if (wrong) {
    wrong.previousElementSibling?.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center", behavior: "instant" });
  }
})();
