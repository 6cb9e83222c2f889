/** @import {Entry, Pack} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
import { isolated } from "../reading/as_written.js";
import { plain_number } from "../reading/told.js";
import { day_of, long_date } from "../wording.js";
import { LEVEL_WORDS } from "./forms.js";
import { shown_number } from "./fields.js";

/** Told, and not said back: which pages she came by. */
const UNSAID = ["guide", "signs_today", "called_for_help", "who_asks"];

/** A value of a fact in the words of its page. @returns {string} @param {Pack} pack */
export function value_words(pack, fact, given) {
  const entry = pack.facts[fact],
    label = (one) => entry.values[one]?.label ?? isolated(one);
  if (given === null || given === "unknown") return "Not sure";
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
  if (entry.name === "days_since_loss" && given === null) return days === null ? "None" : String(days);
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
