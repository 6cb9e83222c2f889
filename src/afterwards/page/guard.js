(function () {
  // Written for any browser: it says so when the program below it is refused by the browser, or is written in a way that it cannot read.
  var why = "";
  /** @param {any} event */
  function note(event) {
    if (!why) why = event.target && event.target.tagName === "SCRIPT" ? "refused" : "old";
  }
  window.addEventListener("error", note, true);
  window.addEventListener("load", function () {
    var parts = document.querySelectorAll("[data-when]"),
      form = document.querySelector("main form"),
      at;
    if (document.documentElement.getAttribute("data-begun")) return;
    for (at = 0; at < parts.length; at += 1) parts[at].hidden = parts[at].getAttribute("data-when") !== (why || "refused");
    if (form) form.parentNode.removeChild(form);
  });
})();
