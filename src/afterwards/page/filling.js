// Forms that are being filled in.
/** @import {Shown} from "./types" */
/** @import {Flow} from "./flow/flow.js" */

/** The page of a form with what is filled in. @param {Flow} flow @param {HTMLFormElement} form @returns {Shown} */
export function draft_of(flow, form) {
  return flow.asked.draft(form.getAttribute("action").split("/").at(-1), posted_by(form));
}

/** Shows what else a page asks, by what is filled in. @param {Flow} flow @param {HTMLFormElement} form */
export function reveal_more(flow, form) {
  const draft = new DOMParser().parseFromString(draft_of(flow, form).html, "text/html").querySelector("form[data-live]");
  if (draft) reveal(form, draft);
}

/** A form as it would be sent, by name. */
export function posted_by(form, submitter = null) {
  const posted = {};
  for (const [name, value] of new FormData(form, submitter)) posted[name] = [...(posted[name] ?? []), String(value)];
  return posted;
}

/** Show the questions that another form has, hide those it has not; what she filled in stays. */
function reveal(form, made) {
  const of = (one) => [...one.querySelectorAll(":scope > fieldset[data-fact]")],
    mine = new Map(of(form).map((one) => [one.dataset.fact, one]));
  let last = null;
  const wanted = of(made);
  for (const part of wanted) {
    const there = mine.get(part.dataset.fact) ?? document.importNode(part, true);
    if (!mine.has(part.dataset.fact)) {
      if (last) last.after(there);
      else form.prepend(there);
    }
    last = there;
  }
  const names = wanted.map((one) => one.dataset.fact);
  for (const part of of(form)) part.hidden = part.disabled = !names.includes(part.dataset.fact);
  form.querySelector("input[name=seen]").value = made.querySelector("input[name=seen]").value;
}
