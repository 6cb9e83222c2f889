/** @import {Entry, Pack} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
import { isolated } from "../reading/as_written.js";
import { plain_number } from "../reading/told.js";
import { day_of, long_date } from "../wording.js";
import { LEVEL_WORDS } from "./forms.js";
import { shown_number } from "./fields.js";

/** Told, and not said back: which pages she came by. */
const UNSAID = ["guide", "signs_today", "called_for_help", "who_asks"];
/** What is said back beside every answer. */
const OF_EVERY = ["loss_kind", "loss_date"];
const NOT_SURE_WORDS = "Not sure",
  SOME_OPEN = 4;

/** A value of a fact in the words of its page. @returns {string} @param {Pack} pack */
export function value_words(pack, fact, given) {
  const entry = pack.facts[fact],
    label = (one) => entry.values[one]?.label ?? isolated(one);
  if (given === null || given === "unknown") return NOT_SURE_WORDS;
  if (entry.kind === "date") return long_date(typeof given === "string" ? day_of(given) : given);
  if (Array.isArray(given)) return given.map(label).join(", ") || "None of these";
  if (typeof given === "object") {
    const matter = Object.entries(given).filter(([, level]) => level !== entry.levels[0]);
    const said = matter.map(([name, level]) => `${entry.values[name].label}: ${LEVEL_WORDS[level].toLowerCase()}`);
    return said.join("; ") || "Nothing in particular";
  }
  if (typeof given !== "number") return label(given);
  if (entry.items.length) return `${plain_number(given)} of ${plain_number(entry.high)}`;
  return `${plain_number(shown_number(entry, given))} ${entry.unit}`.trim();
}

/** What she told us of one fact, in the words of its page. @param {Guide} guide @param {Entry} entry */
export function told_words(guide, entry) {
  const given = guide.told.values[entry.name] ?? null,
    days = guide.told.days_since_loss;
  if (entry.name === "days_since_loss" && given === null) return days === null ? NOT_SURE_WORDS : String(days);
  return value_words(guide.pack, entry.name, given);
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
  const { facts } = person.pack,
    mine = new Set([...OF_EVERY, ...deciding, ...Object.keys(implies)]);
  const matters = ({ fact }) => mine.has(fact) || mine.has(facts[fact].gives);
  const name = ({ short }) => short.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()),
    year = long_date(person.guide.today).slice(-5);
  const said = (row) => {
    const plain = facts[row.fact].kind === "choice" || facts[row.fact].kind === "date" || facts[row.fact].unit;
    // One word by itself ("No", "Never") says nothing, nor does "No, not yet".
    return plain && /^(?!No\b|Yes\b).* /.test(row.words) ? row.words.replace(year, "") : `${name(row)}: ${row.words.toLowerCase()}`;
  };
  const rows = told_rows(person).filter(matters),
    open = rows.filter(({ words }) => words === NOT_SURE_WORDS).map(name);
  const known = rows.filter(({ words }) => words !== NOT_SURE_WORDS).map(said);
  const listed = (all, some) =>
    [...all.slice(0, some), ...(all.length > some ? [`${all.length - some} ${person.guide.voice.say("ui.more")}`] : [])].join(", ");
  return [listed(known, most), open.length ? `${NOT_SURE_WORDS}: ${listed(open, Math.min(most, SOME_OPEN))}` : ""]
    .filter(Boolean)
    .join(". ");
}
