// Lists: whole rows open, columns chosen by the person, everything on the page ticked at once.
(() => {
  "use strict";
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  document.addEventListener("click", (event) => {
    const row = event.target.closest?.("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select, summary, [data-copy]")) return;
    if (String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  });
  document.addEventListener("auxclick", (event) => {
    const row = event.button === 1 && event.target.closest?.("tr[data-href]");
    if (row && !event.target.closest("a")) window.open(row.dataset.href, "_blank", "noopener");
  });

  // <div data-columns="worklist" data-table="worklist-table"> fills itself from th[data-column].
  const hiddenColumns = (key) => {
    try {
      return JSON.parse(localStorage.getItem(`columns:${key}`)) || [];
    } catch {
      return [];
    }
  };
  const showColumns = (chooser) => {
    const table = document.getElementById(chooser.dataset.table);
    if (!table) return;
    const hidden = hiddenColumns(chooser.dataset.columns);
    all("th[data-column]", table).forEach((head) => {
      all("tr", table).forEach((row) => {
        const cell = row.cells[head.cellIndex];
        if (cell && cell.colSpan === 1) cell.hidden = hidden.includes(head.dataset.column);
      });
    });
  };
  const fillChooser = (chooser) => {
    const table = document.getElementById(chooser.dataset.table);
    if (!table || chooser.childElementCount) return;
    const hidden = hiddenColumns(chooser.dataset.columns);
    all("th[data-column]", table).forEach((head) => {
      const label = Object.assign(document.createElement("label"), { className: "dropdown-item" });
      const box = Object.assign(document.createElement("input"), {
        type: "checkbox",
        className: "form-check-input m-0 me-2",
        value: head.dataset.column,
        checked: !hidden.includes(head.dataset.column),
      });
      label.append(box, head.dataset.label || head.textContent.trim());
      chooser.append(label);
    });
  };
  const columns = () =>
    all("[data-columns]").forEach((chooser) => {
      fillChooser(chooser);
      showColumns(chooser);
    });
  document.addEventListener("change", (event) => {
    const chooser = event.target.closest?.("[data-columns]");
    if (!chooser) return;
    const hidden = all("input:not(:checked)", chooser).map((box) => box.value);
    try {
      localStorage.setItem(`columns:${chooser.dataset.columns}`, JSON.stringify(hidden));
    } catch {
      return;
    }
    showColumns(chooser);
  });

  document.addEventListener("change", (event) => {
    const master = event.target.closest?.("[data-tick-all]");
    if (!master) return;
    all("input[type=checkbox]", document.getElementById(master.dataset.tickAll)).forEach((box) => {
      if (box !== master && box.checked !== master.checked) box.click();
    });
  });

  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-submit-on-change]");
    if (field) field.form.requestSubmit();
  });

  columns();
  document.addEventListener("htmx:afterSwap", columns);
})();
