// The form of columns: arrows move a column, the numbers beside them follow. Without this the numbers do it alone.
(() => {
  "use strict";
  const list = document.querySelector("[data-places]");
  const number = () =>
    [...list.children].forEach((line, at) => {
      line.querySelector("input[type=number]").value = at + 1;
    });
  list?.classList.add("is-moved");
  list?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-place-move]");
    if (!button) return;
    const line = button.closest("li");
    if (button.dataset.placeMove === "up") line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    number();
    button.focus();
  });
})();
