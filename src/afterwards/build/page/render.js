/** Text that is HTML already. */
export class Markup {
  /** @param {string} html */
  constructor(html) { this.html = html; }
  toString() { return this.html; }
}

const SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"};
const PHONE = /\b(999|111|116 123|85258|0\d{3} \d{3} \d{4}|0\d{4} \d{6}|020 \d{4} \d{4}|0808 \d{3} \d{4})\b/g;

/** @param {string} text @returns {string} */
export function escape_html(text) { return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]); }

/** A value as it stands in the page. @param {*} value @returns {string} */
export function text_of(value) {
  if (value instanceof Markup) return value.html;
  return typeof value === "string" ? escape_html(value) : plain_text(value);
}

function plain_text(value) {
  if (typeof value === "string") return value;
  if (typeof value === "number" && !Number.isNaN(value)) return String(value);
  if (value === null) return "None";
  if (typeof value !== "boolean") throw new Error("A template shows something that is no text.");
  return value ? "True" : "False";
}

/** A text made into another, which is HTML already if the first one was. */
function changed(value, change) { return value instanceof Markup ? new Markup(change(value.html)) : change(plain_text(value)); }

/** Whether a value is what Python calls a dict. */
function is_map(value) {
  if (value === null || typeof value !== "object") return false;
  const made = Object.getPrototypeOf(value);
  return made === Object.prototype || made === null;
}

/** The text with each telephone number as a link that calls it. @param {string} text @returns {Markup} */
export function with_calls(text) {
  return new Markup(text_of(text).replace(PHONE, (number) => `<a href="${number === "85258" ? "sms" : "tel"}:${number.replaceAll(" ", "")}">${number}</a>`));
}

/** Whether a value counts as true in a template. @param {*} value @returns {boolean} */
export function yes(value) {
  if (value === undefined) throw new Error("A template asks about something that is not there.");
  if (value instanceof Markup) return value.html !== "";
  return Array.isArray(value) ? value.length > 0 : is_map(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** What is found in a value by these names or places, one after the other. @param {*} value @param {...(string|number)} names @returns {*} */
export function part(value, ...names) {
  for (const name of names) {
    if (typeof value === "string") value = typeof name === "number" ? Array.from(value).at(name) : undefined;
    else if (Array.isArray(value)) value = name < 0 ? value.at(name) : value[name];
    else value = is_map(value) && !Object.hasOwn(value, name) ? undefined : value?.[name];
    if (value === undefined) throw new Error(`A template asks for ${String(name)}, which is not there.`);
  }
  return value;
}

/** What a template does with values, beside what JavaScript does itself. */
export const T = {
  or: (one, other) => yes(one) ? one : other(),
  and: (one, other) => yes(one) ? other() : one,
  is_in: (one, many) => Array.isArray(many) || typeof many === "string" ? many.includes(one) : T.each(many).includes(one),
  slice: (value, from, to) => Array.isArray(value) ? value.slice(from, to ?? undefined) : changed(value, (text) => Array.from(text).slice(from, to ?? undefined).join("")),
  cat: (...parts) => parts.some((one) => one instanceof Markup) ? new Markup(parts.map(text_of).join("")) : parts.map(plain_text).join(""),
  add: (one, other) => typeof one === "number" && typeof other === "number" ? one + other : Array.isArray(one) && Array.isArray(other) ? [...one, ...other] : T.cat(one, other),
  mod: (one, other) => (one % other + other) % other,
  range: (from, to) => to === undefined ? T.range(0, from) : Array.from({length: Math.max(0, to - from)}, (_, place) => from + place),
  call: (value, name, ...args) => typeof value !== "string" && typeof value[name] === "function" ? value[name](...args) : METHODS_OF[name](value, ...args),
  each: (value) => {
    if (Array.isArray(value)) return value;
    if (typeof value !== "string" && !is_map(value)) throw new Error("A template goes through something that is no list.");
    return typeof value === "string" ? Array.from(value) : Object.keys(value);
  },
  join: (many, by = "") => T.cat(...many.flatMap((one, place) => place ? [by, one] : [one])),
  list: (many) => [...T.each(many)],
  length: (many) => T.each(many instanceof Markup ? many.html : many).length,
  lower: (value) => changed(value, (text) => text.toLowerCase()),
  upper: (value) => changed(value, (text) => text.toUpperCase()),
  capitalize: (value) => changed(value, (text) => { const [first = "", ...rest] = Array.from(text); return first.toUpperCase() + rest.join("").toLowerCase(); }),
  reverse: (many) => [...many].reverse(),
  select: (many) => many.filter(yes),
  map: (many, name) => many.map((one) => part(one, name)),
  selectattr: (many, name, test, wanted) => many.filter((one) => test === undefined ? yes(part(one, name)) : part(one, name) === wanted),
  rejectattr: (many, name, test, wanted) => many.filter((one) => test === undefined ? !yes(part(one, name)) : part(one, name) !== wanted),
  groupby: (many, name) => {
    const key = (one) => { const found = part(one, name); return typeof found === "string" ? found.toLowerCase() : found; }, groups = new Map();
    for (const one of [...many].sort((first, other) => key(first) < key(other) ? -1 : key(first) > key(other) ? 1 : 0)) {
      if (!groups.has(key(one))) groups.set(key(one), [part(one, name), []]);
      groups.get(key(one))[1].push(one);
    }
    return [...groups.values()];
  },
};

const METHODS_OF = {
  items: (value) => Object.entries(value),
  values: (value) => Object.values(value),
  get: (value, name, other = null) => Object.hasOwn(value, name) ? value[name] : other,
  partition: (text, by) => { const at = text.indexOf(by); return at < 0 ? [text, "", ""] : [text.slice(0, at), by, text.slice(at + by.length)]; },
  rpartition: (text, by) => { const at = text.lastIndexOf(by); return at < 0 ? ["", "", text] : [text.slice(0, at), by, text.slice(at + by.length)]; },
};

/**
 * A page as its template gives it: `templates` as `build/templates.py` writes them.
 * @param {object} templates
 * @param {string} name
 * @param {object} values
 * @returns {string}
 */
export function render(templates, name, values) {
  const chain = [];
  for (let at = name; at; at = templates[at].parent) chain.push(templates[at]);
  const own = {...values}, find = (block) => chain.find((one) => one.blocks[block]).blocks[block];
  for (const one of chain.slice(0, -1)) one.root(own, () => "");
  const shown = (block) => find(block)(own, shown);
  return chain.at(-1).root(own, shown);
}

/** One component, as its macro gives it. @returns {Markup} */
export function render_macro(templates, name, macro, values) { return templates[name].macros[macro]({}, () => "", ...values); }
