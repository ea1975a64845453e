// The palette: Ctrl+K, then a few signs of a page, a view or a ticket number. Without this the navigation does it.
(() => {
  "use strict";
  const box = document.getElementById("palette");
  if (!box) return;
  const body = document.body;
  const list = box.querySelector("[role=listbox]");
  const input = box.querySelector("input");
  const maySearch = document.querySelector(".top-search") !== null;
  let loaded = false;

  const shown = () => [...list.children].filter((option) => !option.hidden);
  const choose = (option) => {
    [...list.children].forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const chosen = () => list.querySelector("[aria-selected=true]:not([hidden])");

  const narrow = () => {
    const words = input.value.trim();
    const wanted = words.toLowerCase();
    const isNumber = /\d{4}/.test(words);
    list.querySelector("[data-words]")?.remove();
    [...list.children].forEach((option) => {
      option.hidden = !option.textContent.toLowerCase().includes(wanted);
    });
    if (words && maySearch) {
      const search = document.createElement("a");
      search.href = "#";
      search.id = "palette-search";
      search.dataset.words = words;
      search.setAttribute("role", "option");
      search.setAttribute("tabindex", "-1");
      search.textContent = list.dataset.searchFor.replace("{words}", words);
      if (isNumber) list.prepend(search);
      else list.append(search);
    }
    choose(shown()[0]);
  };
  const open = (option) => {
    if (!option) return;
    // The form of the search shortens whole phone numbers before they stand in an address.
    if (option.dataset.words) input.form.requestSubmit();
    else location.assign(option.href);
  };
  // The page may hold a form that somebody is filling in: it stays as it is, whatever became of the session.
  const leave = (words) => {
    box.close();
    document.dispatchEvent(new CustomEvent("shell:say", { detail: words }));
  };
  const load = async () => {
    const answer = await fetch(box.dataset.palette, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (answer.redirected || !answer.ok) {
      const isSignedOut = new URL(answer.url).pathname === body.dataset.signIn;
      leave(isSignedOut ? body.dataset.signedOut : body.dataset.failed);
      return;
    }
    list.innerHTML = await answer.text();
    [...list.children].forEach((option, at) => {
      option.id = `palette-${at}`;
    });
    loaded = true;
    narrow();
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    input.value = "";
    box.showModal();
    if (loaded) narrow();
    else load().catch(() => leave(body.dataset.failed));
  });
  input.addEventListener("input", (event) => {
    if (!event.isComposing) narrow();
  });
  input.addEventListener("compositionend", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const options = shown();
    const at = options.indexOf(chosen());
    if (event.key === "ArrowDown") choose(options[Math.min(at + 1, options.length - 1)]);
    else if (event.key === "ArrowUp") choose(options[Math.max(at - 1, 0)]);
    else if (event.key === "Enter") open(chosen());
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-words]");
    if (!option) return;
    event.preventDefault();
    open(option);
  });
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
})();
