// Keys for a reviewer with many items to read. Everything works without this file.
"use strict";
{
  const hint = document.getElementById("keys");
  if (hint) hint.hidden = false;
  const error = document.getElementById("error");
  const why = document.getElementById("why");
  if (error) error.focus();
  else if (hint) document.getElementById("main").focus({ preventScroll: true });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (event.key === "c" && !why.value.trim()) {
      why.focus();
      why.scrollIntoView({ block: "center" });
    } else target.click();
  });
}
