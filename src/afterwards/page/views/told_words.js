/** @import {Entry, Pack} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
import { isolated } from "../reading/as_written.js";
import { plain_number } from "../reading/told.js";
import { day_of, words } from "../wording.js";
import { level_words } from "./forms.js";
import { shown_number } from "./fields.js";

/** Told, and not said back: which pages she came by. */
const UNSAID = ["guide", "signs_today", "called_for_help", "who_asks"];
/** What is said back beside every answer. */
const OF_EVERY = ["loss_kind", "loss_date"];
const SOME_OPEN = 4;

/** A value of a fact in the words of its page; a date without its year where that is the year of `today`. @returns {string} @param {Pack} pack */
export function value_words(pack, fact, given, today = null) {
  const entry = pack.facts[fact],
    label = (one) => entry.values[one]?.label ?? isolated(one);
  if (given === null || given === "unknown") return words(pack, "ui.not-sure-of-it");
  if (entry.kind === "date") return pack.language.date(typeof given === "string" ? day_of(given) : given, today);
  if (Array.isArray(given)) return given.map(label).join(", ") || words(pack, "ui.none-of-these");
  if (typeof given === "object") {
    const matter = Object.entries(given).filter(([, level]) => level !== entry.levels[0]);
    const said = matter.map(([name, level]) => `${entry.values[name].label}: ${level_words(pack, level).toLowerCase()}`);
    return said.join("; ") || words(pack, "ui.nothing-in-particular");
  }
  if (typeof given !== "number") return label(given);
  if (entry.items.length) return words(pack, "ui.number-of", { number: plain_number(given), all: plain_number(entry.high) });
  const number = shown_number(entry, given);
  return `${plain_number(number)} ${(number === 1 && entry.unit_one) || entry.unit}`.trim();
}

/** What she told us of one fact, in the words of its page. @param {Guide} guide @param {Entry} entry */
export function told_words(guide, entry, today = null) {
  const given = guide.told.values[entry.name] ?? null,
    days = guide.told.days_since_loss;
  if (entry.name === "days_since_loss" && given === null) return days === null ? words(guide.pack, "ui.not-sure-of-it") : String(days);
  return value_words(guide.pack, entry.name, given, today);
}

/** All she told that is hers to change, in the order of the facts: each with its words. */
export function told_rows({ guide, told, pack }) {
  const said = (name) => told.says(name) || told.unknown.has(name),
    date = pack.giving.filter((one) => said(one.name));
  const twice = new Set(date.map((one) => one.gives));
  const rows = Object.values(pack.facts).filter(({ name, question, sign }) => (question || sign) && said(name) && !twice.has(name));
  const plain = rows.filter(({ name, kind }) => !UNSAID.includes(name) && !(kind === "yes_no" && told.values[name] === "no"));
  return plain.map((entry) => ({ fact: entry.name, short: entry.short, words: told_words(guide, entry) }));
}

/** What she said that her question hangs on, in one line; beyond `most`, and of what she is not sure beyond some, only how much more. */
export function said_line(person, { deciding, implies }, most = Infinity) {
  const { guide, pack } = person,
    { facts } = pack,
    mine = new Set([...OF_EVERY, ...deciding, ...Object.keys(implies)]);
  const matters = ({ fact }) => mine.has(fact) || mine.has(facts[fact].gives);
  const small = (text) => text.replace(/^[A-Z](?![A-Z ])/, (letter) => letter.toLowerCase()),
    name = ({ short }) => small(short),
    not_sure = words(pack, "ui.not-sure-of-it");
  const said = (row) => {
    const entry = facts[row.fact],
      [unit] = entry.unit.split(" ");
    if (entry.kind === "date") return told_words(guide, entry, guide.today);
    // A whole sentence ("I do not want to be pregnant") speaks by itself; "With medicine" or "No, not yet" does not.
    const speaks = entry.kind === "choice" && row.words.split(" ").length > 3 && !row.words.includes(",");
    if (speaks || OF_EVERY.includes(row.fact)) return row.words;
    // "Days since the loss: 6", not "6 days", which does not say of what; nor the unit twice.
    return `${name(row)}: ${unit && name(row).includes(unit) ? parseFloat(row.words) : small(row.words)}`;
  };
  const rows = told_rows(person).filter(matters),
    open = rows.filter((row) => row.words === not_sure).map(name);
  const known = rows.filter((row) => row.words !== not_sure).map(said);
  const listed = (all, some) =>
    [...all.slice(0, some), ...(all.length > some ? [`${all.length - some} ${words(pack, "ui.more")}`] : [])].join(", ");
  return [listed(known, most), open.length ? `${not_sure}: ${listed(open, Math.min(most, SOME_OPEN))}` : ""].filter(Boolean).join(". ");
}
