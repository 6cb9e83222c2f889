// Script only adds: everything works without it. It leaves quickly, closes what it opened for print, and sends nothing.
// It listens on the document, so that it also serves pages that the private edition puts in place.
"use strict";

/** Empty the page at once, then go elsewhere; this entry of the history is replaced, and Back shows nothing of hers for a while. */
function leave(to) {
  document.title = document.body.dataset.blank ?? "";
  document.body.replaceChildren();
  document.dispatchEvent(new Event("leaving"));
  window.location.replace(to);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('[data-action="exit"]');
  if (link) {
    event.preventDefault();
    leave(link.href);
  }
  if (event.target.closest?.("[data-print]")) window.print();
});

// Escape three times within two seconds leaves too.
let presses = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    presses = [];
    return;
  }
  presses = [...presses.filter((time) => event.timeStamp - time < 2000), event.timeStamp];
  const link = document.querySelector('[data-action="exit"]');
  if (presses.length >= 3) leave(link ? link.href : "/leave");
});

// A page that the browser kept in memory is asked for again, so that Back after leaving shows nothing.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// "None of these" takes the ticks away, and a tick takes it away; so does a tick with "I'm not sure" on the same line.
function keep_apart(box) {
  const field = box.closest("fieldset"), none = field?.querySelector('input[name="none_of_these"]');
  if (!none || box.type !== "checkbox" || !box.checked) return;
  for (const other of field.querySelectorAll('input[type="checkbox"]')) {
    const alone = box === none || other === none || box.name === other.name;
    if (other !== box && alone) other.checked = false;
  }
}

// Writing or ticking an answer takes "I'm not sure" or "None of these" away, and ticking that empties the other boxes.
function stand_instead(box) {
  const field = box.closest("fieldset");
  if (!field?.querySelector("input[data-instead]")) return;
  if (!("instead" in box.dataset)) {
    for (const unsure of field.querySelectorAll("input[data-instead]")) unsure.checked = false;
  } else if (box.checked) {
    for (const other of field.querySelectorAll("input")) {
      if (other === box) continue;
      if (other.type === "text") other.value = "";
      else other.checked = false;
    }
  }
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("input")) return;
  keep_apart(event.target);
  stand_instead(event.target);
});

// After the day when it had to be checked again, a page that was made before says so.
function show_what_is_due() {
  const now = new Date(), two = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const { due, late } = document.body.dataset;
  if (!due || today <= due) return;
  const line = Object.assign(document.createElement("section"), { className: "care soon" });
  line.append(Object.assign(document.createElement("p"), { textContent: late }));
  document.querySelector("main")?.before(line);
}
show_what_is_due();

// A list of errors is read out first; the button for print is there only with script.
function look_over() {
  document.querySelector('[role="alert"]')?.focus();
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
}
look_over();
document.addEventListener("page-shown", look_over);

// Print opens what is folded.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const part of folded) part.open = true;
});
window.addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
});
