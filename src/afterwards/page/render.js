/** Text that is HTML already. */
export class Markup {
  /** @param {string} html */
  constructor(html) {
    this.html = html;
  }
  toString() {
    return this.html;
  }
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const PHONE = /\b(999|111|116 123|85258|0\d{3} \d{3} \d{4}|0\d{4} \d{6}|020 \d{4} \d{4}|0808 \d{3} \d{4})\b/g;

/** @param {string} text @returns {string} */
function escape_html(text) {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]);
}

/** A value as it stands in the page. @param {*} value @returns {string} */
export function text_of(value) {
  if (value instanceof Markup) return value.html;
  return typeof value === "string" ? escape_html(value) : plain_text(value);
}

function plain_text(value) {
  return value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value);
}

/** The text with each telephone number as a link that calls it. @param {string} text @returns {Markup} */
export function with_calls(text) {
  return new Markup(
    text_of(text).replace(PHONE, (number) => `<a href="${number === "85258" ? "sms" : "tel"}:${number.replaceAll(" ", "")}">${number}</a>`)
  );
}

/** A word of the interface as it stands in the page. @param {any} values @param {string} statement @param {Record<string, any>} [filled] */
export function word(values, statement, filled) {
  return text_of(values.say(statement, filled));
}

/** Whether a value counts as true in a template. */
export function yes(value) {
  if (value === undefined) throw new Error("A template asks about something that is not there.");
  if (value instanceof Markup) return value.html !== "";
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value))
    ? Object.keys(value).length > 0
    : Boolean(value);
}

/** A part of a value, by name or place. */
export function part(value, name) {
  const found = Array.isArray(value) && name < 0 ? value.at(name) : value?.[name];
  if (found === undefined) throw new Error(`A template asks for ${String(name)}, which is not there.`);
  return found;
}

/** What a template does with values, beside what JavaScript does itself. */
export const T = {
  or: (one, other) => (yes(one) ? one : other()),
  and: (one, other) => (yes(one) ? other() : one),
  is_in: (one, many) => (Array.isArray(many) || typeof many === "string" ? many.includes(one) : one in many),
  slice: (value, from, to) => (typeof value === "string" ? Array.from(value).slice(from, to).join("") : value.slice(from, to)),
  cat: (...parts) =>
    parts.some((one) => one instanceof Markup) ? new Markup(parts.map(text_of).join("")) : parts.map(plain_text).join(""),
  call: (value, name, ...args) =>
    typeof value[name] === "function" && !(typeof value === "string") ? value[name](...args) : METHODS_OF[name](value, ...args),
  same: (one, other) => one === other,
  each: (value) => (Array.isArray(value) ? value : Object.keys(value)),
  join: (many, by = "") => T.cat(...many.flatMap((one, place) => (place ? [by, one] : [one]))),
  list: (many) => [...many],
  length: (many) => (Array.isArray(many) || typeof many === "string" ? Array.from(many).length : Object.keys(many).length),
  lower: (text) => String(text).toLowerCase(),
  upper: (text) => String(text).toUpperCase(),
  capitalize: (text) => {
    const [first = "", ...rest] = Array.from(String(text));
    return first.toUpperCase() + rest.join("").toLowerCase();
  },
  min: (many) => Math.min(...many),
  max: (many) => Math.max(...many),
  reverse: (many) => [...many].reverse(),
  select: (many) => many.filter(yes),
  map: (many, name) => many.map((one) => part(one, name)),
  selectattr: (many, name, test, wanted) => many.filter((one) => (test === undefined ? yes(part(one, name)) : part(one, name) === wanted)),
  rejectattr: (many, name, test, wanted) => many.filter((one) => (test === undefined ? !yes(part(one, name)) : part(one, name) !== wanted)),
  groupby: (many, name) => {
    const key = (one) => {
        const found = part(one, name);
        return typeof found === "string" ? found.toLowerCase() : found;
      },
      groups = new Map();
    for (const one of [...many].sort((first, other) => (key(first) < key(other) ? -1 : key(first) > key(other) ? 1 : 0))) {
      if (!groups.has(key(one))) groups.set(key(one), [part(one, name), []]);
      groups.get(key(one))[1].push(one);
    }
    return [...groups.values()];
  },
};

const METHODS_OF = {
  items: (value) => Object.entries(value),
  values: (value) => Object.values(value),
  keys: (value) => Object.keys(value),
  get: (value, name, other = null) => value[name] ?? other,
  partition: (text, by) => {
    const at = text.indexOf(by);
    return at < 0 ? [text, "", ""] : [text.slice(0, at), by, text.slice(at + by.length)];
  },
  rpartition: (text, by) => {
    const at = text.lastIndexOf(by);
    return at < 0 ? ["", "", text] : [text.slice(0, at), by, text.slice(at + by.length)];
  },
  startswith: (text, start) => text.startsWith(start),
  endswith: (text, end) => text.endsWith(end),
};

/**
 * A page as its template gives it: `templates` as `site/templates.py` writes them.
 * @param {object} templates
 * @param {string} name
 * @param {object} values
 * @returns {string}
 */
export function render(templates, name, values) {
  const chain = [];
  for (let at = name; at; at = templates[at].parent) chain.push(templates[at]);
  const own = { range: (count) => [...Array(count).keys()], ...values },
    find = (block) => chain.find((one) => one.blocks[block]).blocks[block];
  for (const one of chain.slice(0, -1)) one.root(own, () => "");
  const shown = (block) => find(block)(own, shown);
  return chain.at(-1).root(own, shown);
}
