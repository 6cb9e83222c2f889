/** What she has done on a page and where she is on it, to be put back when the same page is made anew. */
export class Place {
  constructor() {
    const active = document.activeElement;
    /** @type {HTMLInputElement[]} */
    const fields = Array.from(document.querySelectorAll("main input, main select, main textarea"));
    this.anchor = headings().findLast((one) => top_of(one) <= 0);
    this.anchor = this.anchor && { key: place_key(this.anchor), top: top_of(this.anchor) };
    this.open = folded()
      .filter(({ part }) => part.open)
      .map(({ name }) => name);
    this.focus = active && active !== document.body ? { key: place_key(active), text: text_place(active) } : null;
    // Only what differs from the page as it was made is hers: the rest may be another now.
    this.checked = fields.filter((one) => one.checked !== one.defaultChecked).map((one) => [place_key(one), one.checked]);
    this.typed = fields.filter((one) => one.type === "text" && one.value !== one.defaultValue).map((one) => [place_key(one), one.value]);
  }

  restore() {
    for (const [key, checked] of this.checked) change_part(key, { checked });
    for (const [key, value] of this.typed) change_part(key, { value });
    for (const { part, name } of folded()) part.open ||= this.open.includes(name);
    if (this.focus) {
      const part = part_by(this.focus.key) ?? document.querySelector("h1");
      part?.focus({ preventScroll: true });
      if (this.focus.text && part?.type === "text") part.setSelectionRange(...this.focus.text);
    }
    const anchor = this.anchor && part_by(this.anchor.key);
    window.scrollTo(0, anchor ? window.scrollY + top_of(anchor) - this.anchor.top : 0);
  }
}

function headings() {
  return [...document.querySelectorAll("main h1, main h2, main h3")];
}

function top_of(part) {
  return part.getBoundingClientRect().top;
}

/** What can be folded, by the words it is folded under and which of these it is: "Why we say this" stands many times on a page. */
function folded() {
  const counts = new Map();
  /** @type {HTMLDetailsElement[]} */
  const parts = Array.from(document.querySelectorAll("main details"));
  return parts.map((part) => {
    const words = part.querySelector("summary")?.textContent ?? "",
      number = counts.get(words) ?? 0;
    counts.set(words, number + 1);
    return { part, name: `${number} ${words}` };
  });
}

function text_place(part) {
  return part.type === "text" ? [part.selectionStart, part.selectionEnd] : null;
}

/** What makes a part the same on both pages: its kind, its name and value or its words, and which of these it is. */
function place_key(part) {
  const base = kind_of(part),
    same = [...document.querySelectorAll(part.tagName)].filter((one) => kind_of(one) === base);
  return { tag: part.tagName, base, number: same.indexOf(part) };
}

function kind_of(part) {
  if (part.id && part.matches("input, select, textarea")) return `#${part.id}`;
  return part.tagName === "H1" ? "" : `${part.name ?? ""} ${part.type === "text" ? "" : (part.value ?? "")} ${part.textContent}`;
}

function part_by({ tag, base, number }) {
  return [...document.querySelectorAll(tag)].filter((one) => kind_of(one) === base)[number] ?? null;
}

function change_part(key, values) {
  Object.assign(part_by(key) ?? {}, values);
}
