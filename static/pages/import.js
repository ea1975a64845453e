// The import wizard: examples follow the chosen heading, and a page whose job has ended shows what came of it.
(() => {
  "use strict";
  const held = document.getElementById("import-examples");
  const examples = held ? JSON.parse(held.textContent) : {};
  document.addEventListener("change", (event) => {
    const name = event.target instanceof HTMLSelectElement && event.target.dataset.examplesIn;
    const place = name && document.getElementById(name);
    if (!place) return;
    place.replaceChildren(
      ...(examples[event.target.value] || []).map((text) => {
        const example = document.createElement("span");
        example.textContent = text;
        return example;
      }),
    );
  });
  const job = document.querySelector("[data-import-job]");
  if (job) document.body.addEventListener("job-ended", () => location.assign(job.dataset.importJob));
})();
