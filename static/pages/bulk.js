// Counts ticked rows beside the bar; a box marked data-row-select-all in the list's head ticks every row of the page.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll("[data-row-select]")];

  const show = () => {
    const bar = document.querySelector("[data-bulk-bar]");
    if (!bar) return;
    const all = bar.querySelector("[data-bulk-all]").checked;
    const ticked = boxes().filter((box) => box.checked).length;
    bar.querySelector("[data-bulk-count]").textContent =
      ticked && !all ? bar.dataset.counted.replace("{count}", ticked) : "";
    const head = document.querySelector("[data-row-select-all]");
    if (head) {
      head.checked = ticked > 0 && ticked === boxes().length;
      head.indeterminate = ticked > 0 && ticked < boxes().length;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-row-select-all]")) {
      boxes().forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-row-select], [data-row-select-all], [data-bulk-all]")) show();
  });
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pageshow", show);
  const job = document.querySelector("[data-bulk-job]");
  if (job) document.body.addEventListener("job-ended", () => location.assign(job.dataset.bulkJob));
  show();
})();
