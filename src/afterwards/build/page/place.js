/** What she has done on a page and where she is on it, to be put back when the same page is made anew. */
export class Place {
  constructor() {
    const active = document.activeElement, fields = [...document.querySelectorAll("main input, main select, main textarea")];
    this.scroll = [window.scrollX, window.scrollY];
    this.open = open_parts();
    this.focus = active && active !== document.body ? {key: place_key(active), text: text_place(active)} : null;
    // Only what differs from the page as it was made is hers: the rest may be another now.
    this.checked = fields.filter((one) => one.checked !== one.defaultChecked).map((one) => [place_key(one), one.checked]);
    this.typed = fields.filter((one) => one.type === "text" && one.value !== one.defaultValue).map((one) => [place_key(one), one.value]);
  }

  restore() {
    for (const [key, checked] of this.checked) change_part(key, {checked});
    for (const [key, value] of this.typed) change_part(key, {value});
    for (const part of document.querySelectorAll("main details")) part.open = part.open || this.open.includes(summary_of(part));
    if (this.focus) {
      const part = part_by(this.focus.key) ?? document.querySelector("h1");
      part?.focus({preventScroll: true});
      if (this.focus.text && part?.type === "text") part.setSelectionRange(...this.focus.text);
    }
    window.scrollTo(...this.scroll);
  }
}

function open_parts() { return [...document.querySelectorAll("main details[open]")].map(summary_of); }

function summary_of(details) { return details.querySelector("summary")?.textContent ?? ""; }

function text_place(part) { return part.type === "text" ? [part.selectionStart, part.selectionEnd] : null; }

/** What makes a part the same on both pages: its kind, its name and value or its words, and which of these it is. */
function place_key(part) {
  const base = kind_of(part), same = [...document.querySelectorAll(part.tagName)].filter((one) => kind_of(one) === base);
  return {tag: part.tagName, base, number: same.indexOf(part)};
}

function kind_of(part) {
  if (part.id && part.matches("input, select, textarea")) return `#${part.id}`;
  return part.tagName === "H1" ? "" : `${part.name ?? ""} ${part.type === "text" ? "" : part.value ?? ""} ${part.textContent}`;
}

function part_by({tag, base, number}) { return [...document.querySelectorAll(tag)].filter((one) => kind_of(one) === base)[number] ?? null; }

function change_part(key, values) { Object.assign(part_by(key) ?? {}, values); }
