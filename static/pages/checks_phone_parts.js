// Parts of the page of checks: pieces of it filled in, times, what is still missing, photos made small.
(() => {
  "use strict";
  const FINDINGS = ["fail", "fixed"];
  const THUMB = 168;

  const two = (number) => String(number).padStart(2, "0");
  const dayOf = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const timeOf = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  const shown = (text, { seconds = false } = {}) => {
    const moment = new Date(text);
    return `${dayOf(moment)} ${timeOf(moment)}${seconds ? `:${two(moment.getSeconds())}` : ""}`;
  };

  // A piece of the page from its template: words into its places, and what does not apply taken out.
  const piece = (name, words = {}, applies = {}) => {
    const made = document.getElementById(`phone-${name}`).content.firstElementChild.cloneNode(true);
    for (const [slot, text] of Object.entries(words)) {
      for (const place of made.querySelectorAll(`[data-slot="${slot}"]`)) place.textContent = text;
    }
    for (const place of made.querySelectorAll("[data-if]")) if (!applies[place.dataset.if]) place.remove();
    return made;
  };

  const itemsOf = (sheet) => sheet.sections.flatMap((section) => section.items);
  const isDue = (when, verdict) => when === "always" || (when === "on_fail" && FINDINGS.includes(verdict));
  // As the server asks; it asks again, whatever is thought here.
  const isComplete = (item, answer) => {
    if (!answer?.verdict) return false;
    if (answer.verdict === "na") return true;
    const needsPhoto = isDue(item.photo, answer.verdict) && !answer.photos;
    return !needsPhoto && !(isDue(item.note, answer.verdict) && !answer.note?.trim());
  };
  const progress = (record) => {
    const items = itemsOf(record.sheet);
    const open = items.filter((item) => !isComplete(item, record.answers[item.id]));
    return { total: items.length, done: items.filter((item) => record.answers[item.id]?.verdict).length, open };
  };

  const drawn = (picture, side) => {
    const by = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * by));
    canvas.height = Math.max(1, Math.round(picture.height * by));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  // Drawn anew: smaller, and without the place and the camera that the file may tell of.
  const small = async (file, { photo_side: side, photo_bytes: most }) => {
    const picture = await createImageBitmap(file);
    try {
      for (let width = side, quality = 0.82; ; width *= 0.75, quality -= 0.05) {
        const canvas = drawn(picture, width);
        const blob = await new Promise((give) => canvas.toBlob(give, "image/jpeg", Math.max(quality, 0.5)));
        if (blob && (blob.size <= most || width < 400)) return { blob, thumb: drawn(picture, THUMB).toDataURL("image/jpeg", 0.7) };
        if (width < 100) throw new Error("no picture");
      }
    } finally {
      picture.close();
    }
  };

  Object.assign(checksPhone, { dayOf, timeOf, shown, piece, itemsOf, isComplete, progress, small });
})();
