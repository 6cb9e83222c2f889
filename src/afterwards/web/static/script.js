// Script only adds: everything works without it. It leaves quickly, closes what it opened for print, and sends nothing.
"use strict";

/** Empty the page at once, then go where the server ends the journey; this entry of the history is replaced. */
function leave() {
  document.title = "Page";
  document.body.replaceChildren();
  window.location.replace("/leave");
}

for (const link of document.querySelectorAll('[data-action="exit"]')) {
  link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
}

// Escape three times within two seconds leaves too.
let presses = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") { presses = []; return; }
  presses = [...presses.filter((time) => event.timeStamp - time < 2000), event.timeStamp];
  if (presses.length >= 3) leave();
});

// A page that the browser kept in memory is asked for again, so that Back after leaving shows nothing.
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

// "None of these" takes the ticks away, and a tick takes it away; so does a tick with "I'm not sure" on the same line.
const none = document.querySelector('input[name="none_of_these"]');
if (none) {
  const boxes = [...none.form.querySelectorAll('input[type="checkbox"]')];
  for (const box of boxes) {
    box.addEventListener("change", () => {
      if (!box.checked) return;
      for (const other of boxes) {
        const alone = box === none || other === none || box.name === other.name;
        if (other !== box && alone) other.checked = false;
      }
    });
  }
}

// Writing or ticking an answer takes "I'm not sure" or "None of these" away, and ticking that empties the other boxes.
for (const unsure of document.querySelectorAll("input[data-instead]")) {
  const boxes = [...unsure.closest("fieldset").querySelectorAll("input")].filter((box) => box !== unsure);
  for (const box of boxes) box.addEventListener("input", () => { unsure.checked = false; });
  unsure.addEventListener("change", () => {
    if (unsure.checked) for (const box of boxes) { if (box.type === "text") box.value = ""; else box.checked = false; }
  });
}

// A list of errors is read out first.
document.querySelector('[role="alert"]')?.focus();

// Print opens what is folded; the button is there only with script.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const part of folded) part.open = true;
});
window.addEventListener("afterprint", () => { for (const part of folded) part.open = false; });
