/* One tap is one customer: the buttons beside a count change it by one. */
"use strict";
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => {
    const count = button.parentElement.querySelector("input");
    const now = Number.parseInt(count.value, 10) || 0;
    count.value = String(Math.max(0, now + Number(button.dataset.step)));
    count.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
