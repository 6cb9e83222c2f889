/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Pack} from "../types" */
import { category_words, group, in_order, medicines_said, limits } from "../methods_said.js";
import { isolated } from "../reading/as_written.js";
import { Markup, text_of, with_calls } from "../render.js";
import { review_of, review_of_all, words } from "../wording.js";
import { confidence_words, source_name } from "./documents.js";

const GROUPS = ["ui.methods-fine", "ui.methods-open", "ui.methods-not-advised", "ui.methods-not-used"];

const MOST_OPEN = 6;

const STATUS = {
  may_help: "ui.kind-may-help",
  too_late: "ui.kind-too-late",
  not_advised: "ui.kind-not-advised",
  depends: "ui.kind-depends",
};

/** A text with the statement it is. */
export function line(id, text, after = "") {
  return { id, text, after };
}

/** A statement on a card, with what stands after it. @param {Guide} guide @param {string} statement */
export function say_line(guide, statement, after = "") {
  return line(statement, with_calls(guide.voice.say(statement)), after);
}

/** The number of a method's page; its address names no method. @param {Pack} pack */
function number_of(pack, method) {
  return Object.keys(pack.contraception.methods).indexOf(method) + 1;
}

/** All methods as the page shows them, in its order. @param {Guide} guide */
export function cards_of(guide) {
  return in_order(guide.methods(), guide.guideline).map((one) => card_of(guide, one));
}

/** @param {Guide} guide */
function card_of(guide, offer) {
  const dashed = (one) => one.replaceAll("_", "-");
  const unknown = unknown_lines(guide, offer),
    card = {
      offer,
      number: number_of(guide.pack, offer.method.id),
      group: group(offer),
      category: category_words(guide.pack, offer.low, offer.high),
      means: sentence_line(guide, offer.meaning),
      guideline: limit_lines(guide, offer),
      fits: offer.matches.map((one) => say_line(guide, `pref.${dashed(one)}`)),
      misses: offer.misses.map((one) => say_line(guide, `pref.not-${dashed(one)}`)),
      unknown: unknown.slice(0, MOST_OPEN),
      more_unknown: Math.max(0, unknown.length - MOST_OPEN),
      start: start_lines(guide, offer.start),
      dots: dots_of(guide.pack, offer.method),
      works: offer.method.works ? say_line(guide, offer.method.works) : null,
    };
  const lines = [card.means, ...card.guideline, ...card.fits, ...card.misses, ...card.start, ...(card.works ? [card.works] : [])],
    said = [...new Set(lines.map((one) => one.id))];
  return { ...card, notes: said.map((one) => note_of(guide, one)), state: review_of_all(guide.pack, said, guide.today) };
}

/** A statement that stands alone. @param {Guide} guide @param {string} statement */
export function sentence_line(guide, statement) {
  return line(statement, with_calls(guide.voice.sentence(statement)));
}

/** The conditions that limit a method, then what is said of it besides. @param {Guide} guide */
export function limit_lines(guide, offer) {
  return [...limits(offer).map((one) => why_line(guide, one)), ...offer.cautions.map((one) => say_line(guide, one))];
}

/** @param {Guide} guide */
function why_line(guide, one) {
  return say_line(guide, one.statement, category_words(guide.pack, one.low, one.category).toLowerCase());
}

/** What is not known, each thing once, with the highest category it could make. @param {Guide} guide */
function unknown_lines(guide, offer) {
  const worst = new Map();
  for (const one of offer.open) {
    for (const fact of one.needs) if (!worst.has(fact) || careful(one.category) >= careful(worst.get(fact))) worst.set(fact, one.category);
  }
  return [...worst]
    .sort(([, one], [, other]) => careful(other) - careful(one))
    .map(([fact, category]) => {
      const unsure = [fact, ...guide.pack.giving.filter((one) => one.gives === fact).map((one) => one.name)].some((one) =>
        guide.told.unknown.has(one)
      );
      const short = guide.pack.facts[fact].short || fact,
        text = unsure ? words(guide.pack, "ui.you-are-not-sure", { what: short }) : short;
      return line(
        fact,
        new Markup(text_of(text)),
        category === null ? words(guide.pack, "ui.could-leave-open") : words(guide.pack, "ui.could-make", { category })
      );
    });
}

/** How careful a category is: none at all is more than 2 and less than 3, as on the scale. */
function careful(category) {
  return category ?? 2.5;
}

/** When it may start, with dates: the day it may begin, and until when condoms are used too when started today. @param {Guide} guide */
function start_lines(guide, start) {
  const { pack, today } = guide;
  return start.statements.map((one) => {
    const dated = [],
      day = one === start.begins ? guide.voice.day(start.from_day) : null;
    if (day && day > today) dated.push(words(pack, "ui.from-date", { date: pack.language.date(day, today) }));
    if (one === start.lasts && start.extra_days && !dated.length)
      dated.push(words(pack, "ui.started-today-until", { date: pack.language.date(today + start.extra_days, today) }));
    return say_line(guide, one, dated.join(" "));
  });
}

/** How many of 100 become pregnant in a year, in typical and in perfect use. @param {Pack} pack */
function dots_of(pack, method) {
  const found = method.effectiveness?.[Object.keys(pack.info.guidelines)[0]];
  if (!found) return null;
  const count = (number) => {
    const on = number >= 1 ? Math.floor(number + 0.5) : 0;
    return { on, words: on === 0 ? words(pack, "ui.fewer-than-1-of-100") : words(pack, "ui.of-100", { number: on }) };
  };
  return { typical: count(found[0]), perfect: count(found[1]) };
}

/** Of a statement its text and where it comes from. @param {Guide} guide */
function note_of(guide, name) {
  const { pack, voice, today } = guide,
    one = pack.statements[name],
    named = one.sources.map((source) => source_name(pack, pack.sources[source])).join("; ");
  const review = Object.keys(pack.reviews.standing).length ? ` ${review_of(pack, name, today)}` : "";
  const from = words(pack, "ui.source-of", { sources: named, sure: confidence_words(pack, one.confidence) });
  return [voice.say(name), `${voice.because(name)} ${from}${review}`.trim()];
}

/** What the comparison shows. `beside`: the methods looked at side by side. @param {Guide} guide */
export function page_values(guide, beside) {
  const shown = cards_of(guide),
    { pack } = guide;
  const groups = GROUPS.map((heading, place) => [
    words(pack, heading),
    shown.filter((card) => card.group === place && !card.offer.set_aside),
  ]).filter(([, found]) => found.length);
  const { notice } = pack.info.guidelines[guide.guideline],
    says = ["not-a-choice-for-you", "order-of-list", "home-readings"].map((name) => [name, say_line(guide, `elig.${name}`)]);
  return {
    guide,
    groups,
    not_aside: groups.flatMap(([, found]) => found),
    aside: shown.filter((card) => card.offer.set_aside),
    beside,
    kinds: guide.emergency().map((one) => kind_values(guide, one)),
    other_methods: Object.values(pack.contraception.methods)
      .filter((one) => !one.columns.length)
      .map((one) => [number_of(pack, one.id), one.name]),
    medicines: guide.told.strange.map((name) => say_line(guide, "elig.medicine-unknown", isolated(name))),
    says: Object.fromEntries(says),
    matters_page: pack.pages.find((page) => page.facts.includes("prefers"))?.id ?? "",
    medicines_said: medicines_said(guide.person).map((one) => say_line(guide, one)),
    notice: notice ? say_line(guide, notice) : null,
  };
}

/** @param {Guide} guide */
function kind_values(guide, one) {
  const needs = one.needs.map((fact) => guide.pack.facts[fact].short);
  return { help: one, words: words(guide.pack, STATUS[one.status]), lines: one.statements.map((name) => say_line(guide, name)), needs };
}

/** The classes a name stands for. */
export function classes_of(held, name) {
  const medicine = held.medicine(name);
  return medicine ? [...medicine.classes, ...medicine.one_of] : [name];
}

/** Two to four methods side by side. @param {Guide} guide */
export function beside_values(guide, beside) {
  return { guide, cards: cards_of(guide).filter((card) => beside.includes(card.offer.method.id)) };
}

/** One method's page; null when there is no such number. `guide`: hers, when she has one. @param {Pack} pack @param {Guide} guide */
export function method_values(pack, guide, number) {
  const method = Object.values(pack.contraception.methods)[number - 1];
  if (!method) return null;
  return {
    method,
    card: guide && method.columns.length ? (cards_of(guide).find((one) => one.offer.method.id === method.id) ?? null) : null,
    dots: dots_of(pack, method),
  };
}
