/** @import {Pack, State, Told} from "./types" */
import { NOT_REVIEWED, OVERDUE, REVIEWED } from "./pack.js";
import { isolated } from "./reading/as_written.js";
import { MEDICINES, plain_number } from "./reading/told.js";

const WORDING = ["the_loss", "after_the_loss", "your_loss"],
  PLACEHOLDER = /\{([a-z_]+)(?::([a-z_]*)([+-]?[0-9]+))?\}/g,
  DAY = 86_400_000;
const SAYS = { [NOT_REVIEWED]: "not_reviewed", [REVIEWED]: "reviewed", [OVERDUE]: "review_overdue" };

/** The day, counted from 1970-01-01, of a date such as 2026-11-15; null when it is none. @param {string} iso @returns {number|null} */
export function day_of(iso) {
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(iso) && !iso.startsWith("0000") ? Date.parse(`${iso}T00:00:00Z`) : NaN;
  return Number.isNaN(time) || iso_of(time / DAY) !== iso ? null : time / DAY;
}

/** The date of a day. @param {number} day @returns {string} */
export function iso_of(day) {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** A word of an interface with its placeholders filled; `count` chooses its plural form. @param {Pack} pack @param {string} statement @param {Record<string, any>} values */
export function words(pack, statement, values = {}) {
  const { text, forms } = pack.statements[statement],
    said = "count" in values ? (forms[pack.language.form(values.count)] ?? text) : text;
  return said.replaceAll(PLACEHOLDER, (_, name) => {
    if (!(name in values)) throw new Error(`${statement}: there is no ${name}.`);
    return values[name];
  });
}

/** A sign that a name may not hold, in words. @param {Pack} pack @param {string} held */
export function said_sign(pack, held) {
  const [statement, sign] = held.split(" ");
  return `${words(pack, statement)} ${sign}`;
}

/** The review of one sentence, in words. @returns {string} @param {Pack} pack @param {string} statement @param {number} today */
export function review_of(pack, statement, today) {
  const state = pack.review(`statement:${statement}`, today),
    said = pack.statements[pack.info[SAYS[state]]].text;
  if (state === NOT_REVIEWED) return said;
  const { by, signed, due } = pack.reviews.standing[`statement:${statement}`];
  const { language } = pack;
  return `${said} ${words(pack, "ui.signed-by", { who: language.both(by), day: language.date(signed), due: language.date(due) })}`;
}

/**
 * The state of several sentences together: the statement that says it, and the words.
 * @returns {[string, string]}
 * @param {Pack} pack
 * @param {number} today
 */
export function review_of_all(pack, statements, today) {
  const all = [...statements],
    states = all.map((one) => pack.review(`statement:${one}`, today)),
    count = (state) => states.filter((one) => one === state).length;
  const signed = count(REVIEWED),
    text = (key) => pack.statements[pack.info[key]].text;
  if (!signed) {
    const key = SAYS[count(OVERDUE) && count(OVERDUE) === all.length ? OVERDUE : NOT_REVIEWED];
    return [pack.info[key], text(key)];
  }
  if (signed < all.length)
    return [pack.info.not_reviewed, words(pack, "ui.some-signed", { count: signed, all: all.length, rest: text("not_reviewed") })];
  const due = Math.min(...all.map((one) => pack.reviews.standing[`statement:${one}`].due));
  return [pack.info.reviewed, words(pack, "ui.all-signed", { text: text("reviewed"), due: pack.language.date(due) })];
}

/**
 * The medicines she told of that make hormones work less, as she named them or as their class is called; null for none.
 * @param {Pack} pack
 * @param {Told} told
 */
function weakening_medicines(pack, told) {
  const held = pack.contraception,
    given = told.values[MEDICINES],
    named = new Set();
  if (!held || !given) return null;
  for (const name of given) {
    const medicine = held.medicine(name);
    if (medicine?.classes.some((one) => one in held.weakens)) named.add(name.split(/\s+/).filter(Boolean).join(" "));
    else if (!medicine && name in held.weakens) named.add(held.weakens[name]);
  }
  return pack.language.both([...named]) || null;
}

/** Says statements to one person: placeholders filled, dates as people write them. */
export class Voice {
  /**
   * @param {Pack} pack
   * @param {number} today
   * @param {number|null} loss_date
   * @param {number|null} hours since unprotected sex
   * @param {Record<string, string>} words by placeholder
   * @param {string|null} weakening the medicines that make hormones work less
   */
  constructor(pack, today, loss_date, hours, words, weakening = null) {
    this.pack = pack;
    this.today = today;
    this.loss_date = loss_date;
    this.hours = hours;
    this.words = words;
    this.weakening = weakening;
    this.of_her = false;
  }

  /** The same voice for someone who asks about her. @returns {Voice} */
  about_her() {
    return Object.assign(Object.create(Voice.prototype), this, { of_her: true });
  }

  /** The voice for what she told us: the words she chose, until then those of the kind of loss, until then "the pregnancy loss". @param {Pack} pack @param {Told} told @param {number} today @param {State} state */
  static of(pack, told, today, state) {
    const { words_for_loss: choice = told.values.loss_kind, name_for_loss: name } = told.values;
    const words = choice === "name" && !name ? pack.words.my_baby : (pack.words[choice] ?? pack.words.pregnancy_loss);
    const said = Object.fromEntries(WORDING.map((key) => [key, words[key].replaceAll("{name}", () => isolated(name))]));
    for (const phrase in pack.phrases)
      said[phrase] = pack.phrases[phrase].find((_, place) => pack.table.holds(`phrase ${phrase} #${place}`, state));
    return new Voice(pack, today, told.loss_date, told.hours, said, weakening_medicines(pack, told));
  }

  /** The voice of pages that are the same for everyone. @param {Pack} pack @param {number} today */
  static of_nobody(pack, today) {
    const phrases = Object.entries(pack.phrases).map(([phrase, many]) => [phrase, many.at(-1)]);
    return new Voice(pack, today, null, null, { ...pack.words.pregnancy_loss, ...Object.fromEntries(phrases) });
  }

  /** The statement's text for her; `values` fill placeholders of their names. @param {string} statement @param {Record<string, any>} [values] */
  say(statement, values) {
    if (values) return words(this.pack, statement, values);
    const one = this.pack.statements[statement];
    return this.fill((this.of_her && one.about_her) || one.text) ?? this.fill(one.otherwise) ?? "";
  }

  /** The same, and a clause as a sentence that stands alone: with a capital letter and a full stop. @param {string} statement */
  sentence(statement) {
    const text = this.say(statement),
      [first = ""] = Array.from(text);
    return `${first.toUpperCase()}${text.slice(first.length)}${text.endsWith(".") ? "" : "."}`;
  }

  /** Why we say it; "" where the pack gives no reason. @param {string} statement */
  because(statement) {
    return this.fill(this.pack.statements[statement].because) ?? "";
  }

  /** The day so many days after the loss, or null. */
  day(number) {
    return this.loss_date !== null && number !== null ? this.loss_date + number : null;
  }

  fill(text) {
    if (!text.includes("{")) return text;
    let known = true;
    const said = text.replaceAll(PLACEHOLDER, (place, kind, __, number, start) => {
      const filled = this.placeholder(kind, number);
      known &&= filled !== null;
      // A name may end in a full stop of its own.
      return text.startsWith(".", start + place.length) ? (filled ?? "").replace(/\.$/, "") : (filled ?? "");
    });
    const first = Array.from(said)[0] ?? "";
    return !known ? null : text.startsWith("{") && text.endsWith(".") ? first.toUpperCase() + said.slice(first.length) : said;
  }

  placeholder(kind, number) {
    if (kind in this.words) return this.words[kind];
    if (kind === "weakening_medicine") return this.weakening;
    if (kind === "hours_left") {
      const left = this.hours === null ? 0 : Number(number ?? 0) - Math.trunc(this.hours);
      return left > 0 ? plain_number(left) : null;
    }
    if (this.loss_date === null) return null;
    return kind === "date"
      ? this.pack.language.date(this.loss_date + Number(number ?? 0), this.today)
      : String(this.today - this.loss_date);
  }
}
