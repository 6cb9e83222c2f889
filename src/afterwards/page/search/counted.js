/** @import {Span} from "../types" */
/** @import {Phrases} from "./says.js" */
import { spans_in } from "./spans.js";
import { stem_of } from "./words.js";

const CLOSE = 4,
  stems = (text) => new Set(text.split(" ").map(stem_of));
const AFTER = stems("after since from"),
  LATER = stems("later"),
  PREGNANT = stems("pregnant");
const OF_PREGNANCY = new Set([...stems("loss miscarriage stillbirth"), ...stems("baby pregnancy abortion ectopic")]);
const LOST = stems("lose loss miscarriage stillbirth baby");
const NOT_SINCE = stems("for wait within in try every next cycle"),
  OVER = stems("for last over");
const OF_AGE = stems("im age aged"),
  LENGTHS = stems("d day w wk week month dpo dpt hour h");
const MARKS = { stop: stem_of("stop"), bleed: "bleed", unprotected: stem_of("unprotected") };
const HOT = stems("temperature fever"),
  DEGREES = stems("c celsius degree f fahrenheit");
const BETWEEN = stems("through soak full every per each"),
  BIG = stems("big");

/** What a text says in numbers: since when, how far, how much, how old, how hot. */
export class Counted {
  /** @param {string[]} words @param {Phrases} phrases @param {Record<string, any>} told */
  constructor(words, phrases, told) {
    this.words = words;
    this.phrases = phrases;
    this.told = told;
    /** @type {Record<string, number>} */
    this.facts = {};
    const named = (list) => new Set(phrases.typing.list(list).map((one) => phrases.word(one)));
    this.events = named("counted_from");
    this.others = named("counted_otherwise");
    this.acts = named("acts");
    this.joins = named("joins");
    for (const span of spans_in(words)) this.place(span);
    this.pads();
    this.age();
    this.temperature();
  }

  give(fact, value) {
    this.facts[fact] ??= value;
  }

  /** What a length of time is about. */
  place(span) {
    const { words, told } = this,
      before = words[span.from - 1],
      after = words[span.to + 1];
    if (span.hours !== undefined) return this.hours(span, before, after);
    if (this.weeks(span, before, after)) return this.give("weeks_pregnant", Math.floor(span.weeks));
    if (!Number.isInteger(span.days)) return null;
    const ago = span.ago || after === "ago",
      since = !ago && this.since(span, before, after);
    const about = ago ? this.nearest(span) : since ? "loss" : null;
    if (about === "loss" && told.guide !== "pregnant" && !this.phrases.lists(words, "not_begun")) {
      return this.give("days_since_loss", span.days);
    }
    if (about === "sex") return this.give("days_since_unprotected_sex", span.days);
    const stopped = about === "stopped" && !told.bleeding_course;
    return stopped ? this.give("days_since_bleeding_stopped", span.days) : null;
  }

  /** Whether weeks are those of the pregnancy. */
  weeks(span, before, after) {
    const { words, phrases } = this;
    if (!span.weeks || span.weeks > 42) return false;
    if (PREGNANT.has(after)) return true;
    if (after === "ago" || LATER.has(after) || AFTER.has(after)) return false;
    if (before === "at") return true;
    if (PREGNANT.has(before) && !phrases.lists(words, "becomes_pregnant")) return true;
    if (OF_PREGNANCY.has(after)) return before !== "for";
    return LOST.has(before) || Boolean(this.told.rhesus);
  }

  /** Whether a length of time that says no "ago" counts from the loss. */
  since(span, before, after) {
    const { words } = this,
      next = words[span.to + 2];
    if (NOT_SINCE.has(before) || this.acts.has(before)) return false;
    if (span.counted) return after !== "of" && !this.others.has(after) && before !== "cycle";
    if (AFTER.has(after)) return !next || this.events.has(next) || this.joins.has(next);
    return LATER.has(after) || (after === "no" && next === "period");
  }

  /** What an "ago" is nearest to: the loss, unprotected sex, the end of the bleeding, another. */
  nearest(span) {
    const { words } = this;
    let best = null,
      least = CLOSE + 1;
    words.forEach((word, at) => {
      const far = at < span.from ? span.from - at : 2 * (at - span.to) + 0.5;
      if (far > least || (at >= span.from && at <= span.to)) return;
      const stopped = word === MARKS.stop && [words[at - 1], words[at + 1]].includes(MARKS.bleed);
      const about = word === MARKS.unprotected ? "sex" : stopped ? "stopped" : this.about(word);
      if (about) [best, least] = [about, far];
    });
    return best;
  }

  about(word) {
    if (this.events.has(word)) return "loss";
    return this.others.has(word) || this.acts.has(word) ? "other" : null;
  }

  hours(span, before, after) {
    const { words, told } = this;
    if (after === "ago" && told.unprotected_sex_since_loss) {
      this.give("hours_since_unprotected_sex", span.hours);
    } else if (words.includes("pad") && OVER.has(before)) this.give("hours_soaking", span.hours);
  }

  /** Pads in an hour, where they are soaked. */
  pads() {
    const { words } = this,
      at = words.indexOf("pad");
    if (at < 0 || this.phrases.lists(words, "asked_of_pads")) return;
    const rest = words.slice(at + 1).filter((word) => !BETWEEN.has(word) && !BIG.has(word));
    const hour = rest[0] === "1" || rest[0] === "in" ? rest.slice(rest[1] === "1" ? 2 : 1) : rest;
    const before = BIG.has(words[at - 1]) ? words[at - 2] : words[at - 1];
    if (stem_of(hour[0] ?? "") === "hour") this.give("pads_soaked_per_hour", Number(before) || 1);
  }

  age() {
    const { words } = this;
    words.forEach((word, at) => {
      const known = OF_AGE.has(words[at - 1]) && !LENGTHS.has(words[at + 1]);
      if (/^\d+$/.test(word) && known) this.give("age", Number(word));
    });
  }

  temperature() {
    const { words } = this,
      hot = words.some((word) => HOT.has(word));
    words.forEach((word, at) => {
      const degrees = Number(word);
      if (!/^\d+(\.\d+)?$/.test(word) || !(hot || DEGREES.has(words[at + 1]))) return;
      if (LENGTHS.has(words[at + 1])) return;
      if (degrees >= 34 && degrees <= 43) this.give("temperature_c", degrees);
      if (degrees >= 94 && degrees <= 109) {
        this.give("temperature_c", Math.round((degrees - 32) / 0.18) / 10);
      }
    });
  }
}
