/** Milliseconds. */
const LENGTH_OF_DAY = 86_400_000;
/** The made-up language that marks what comes from the pack, and the one whose dates, lists and plurals it has. */
const PSEUDO = { tag: "en-XA", like: "en-GB", marks: ["⟦", "⟧"] };

/** How a language writes dates, joins words and forms plurals, as the browser knows it. It is `languages.py`. */
export class Language {
  /** @param {string} tag */
  constructor(tag) {
    const made_up = tag === PSEUDO.tag;
    this.like = made_up ? PSEUDO.like : tag;
    this.marks = made_up ? PSEUDO.marks : ["", ""];
    /** @type {Map<string, Intl.DateTimeFormat>} */
    this.formats = new Map();
  }

  /** `6 December`, with the year when it is not this year (or when `today` is not given). @param {number} day @param {number|null} today */
  date(day, today = null) {
    const year = (one) => new Date(one * LENGTH_OF_DAY).getUTCFullYear(),
      with_year = today === null || year(day) !== year(today);
    return this.written(day, with_year ? { day: "numeric", month: "long", year: "numeric" } : { day: "numeric", month: "long" });
  }

  /** `November 2026`. @param {number} day */
  month(day) {
    return this.written(day, { month: "long", year: "numeric" });
  }

  /** @param {number} day @param {Intl.DateTimeFormatOptions} how */
  written(day, how) {
    const key = Object.keys(how).join();
    if (!this.formats.has(key)) this.formats.set(key, new Intl.DateTimeFormat(this.like, { ...how, timeZone: "UTC" }));
    return `${this.marks[0]}${this.formats.get(key).format(day * LENGTH_OF_DAY)}${this.marks[1]}`;
  }

  /** `a and b`. @param {string[]} words */
  both(words) {
    return this.joined(words, "conjunction");
  }

  /** `a or b`. @param {string[]} words */
  either(words) {
    return this.joined(words, "disjunction");
  }

  /** @param {string[]} words @param {Intl.ListFormatType} type */
  joined(words, type) {
    const made = words.length > 1 ? new Intl.ListFormat(this.like, { type }).format(["0", "1"]).slice(1, -1) : "";
    return words.join(made && `${this.marks[0]}${made}${this.marks[1]}`);
  }

  /** The plural form that goes with a number: zero, one, two, few, many or other. @param {number} number */
  form(number) {
    return new Intl.PluralRules(this.like).select(number);
  }
}
