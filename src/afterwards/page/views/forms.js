/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Entry, Pack, Posted, Read} from "../types" */
import { name_in, strip } from "../reading/as_written.js";
import { impossible_together } from "../reading/height_and_weight.js";
import { BMI, MEDICINES, UNKNOWN, plain_number } from "../reading/told.js";
import { words } from "../wording.js";
import { read_date, read_number, read_score, read_text, short, signs } from "./typed_answers.js";

export const REPEATED = 40;

export const NONE = "none_of_these";

const LONGEST_NAME = 60,
  MOST_BYTES = 600;

export const MOST_NAMES = 30,
  BOXES = 4;

const SPACES = /(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/;

/** How much something matters, in words. @param {Pack} pack @param {string} level */
export function level_words(pack, level) {
  const name = { does_not_matter: "ui.does-not-matter", matters: "ui.matters", matters_a_lot: "ui.matters-a-lot" }[level];
  return name ? words(pack, name) : level;
}

/**
 * The answers of one page. A fact left empty is a complaint, unless another answer here rules it out.
 * @param {Entry[]} entries
 * @param {string} checks "page" for boxes with one "I'm not sure", "each" for boxes with one on each line, "" for other pages
 * @param {Posted} posted
 * @param {number} today
 * @param {Guide} guide
 * @returns {Read}
 */
export function read_page(entries, checks, posted, today, guide) {
  const { pack } = guide,
    found = { facts: {}, errors: {}, points: {}, asked_of: {}, complain };
  /** A complaint about a fact, whose name stands first. @param {Entry} entry @param {string} statement */
  function complain(entry, statement, values = {}) {
    found.errors[entry.name] = words(pack, statement, { short: entry.short, unknown: words(pack, "ui.if-unknown"), ...values });
  }
  if (checks) {
    (checks === "each" ? read_lines : read_checks)(entries, posted, found);
    return found;
  }
  for (const entry of entries) if (!ruled_out(entry, found.facts, guide)) read_one(entry, posted, found, today, pack);
  const { facts, errors } = found;
  if (facts.words_for_loss === "name" && !facts.name_for_loss && !errors.name_for_loss)
    complain(pack.facts.name_for_loss, "ui.wrong-no-name");
  for (const one of impossible_together(pack, facts)) impossible(pack, one.fact, found);
  return found;
}

/** Whether an answer on the same page says that this fact does not apply. @param {Entry} entry @param {Guide} guide */
function ruled_out(entry, facts, guide) {
  const given = entry.gate && facts[entry.gate[0]],
    classes = given != null && given !== UNKNOWN && typeof given !== "object" ? guide.classes_for(entry.name) : null;
  return Boolean(classes) && !(classes.of(given) & classes.meeting(entry.gate[1]));
}

/** The complaint about a number that another one on the page rules out. @param {Pack} pack */
function impossible(pack, fact, { facts, complain }) {
  const entry = pack.facts[fact],
    { low, high } = pack.facts[BMI] ?? {},
    other = pack.facts[entry.below];
  if (other) complain(entry, "ui.wrong-not-below", { other: other.short, number: facts[other.name], given: facts[fact] });
  else complain(entry, "ui.wrong-bmi", { low: plain_number(low), high: plain_number(high) });
}

/** @param {Posted} posted */
function read_checks(entries, posted, { facts, complain }) {
  const ticked = entries.filter((one) => posted[one.name]?.includes("yes")),
    none = NONE in posted,
    unsure = "not_sure" in posted,
    [first] = entries;
  if (none && (ticked.length || unsure)) complain(first, "ui.wrong-none-and-other");
  else if (!(ticked.length || none || unsure)) complain(first, "ui.wrong-nothing-ticked");
  for (const entry of entries) facts[entry.name] = ticked.includes(entry) ? "yes" : unsure ? UNKNOWN : "no";
}

/** Boxes with "I'm not sure" on each line. @param {Posted} posted */
function read_lines(entries, posted, { facts, complain }) {
  const none = NONE in posted,
    [first] = entries,
    ticked = entries.some((one) => one.name in posted);
  if (none && ticked) complain(first, "ui.wrong-none-and-other");
  else if (!(none || ticked)) complain(first, "ui.wrong-no-line-ticked");
  for (const entry of entries) {
    const given = posted[entry.name] ?? [],
      yes = given.includes("yes"),
      unsure = given.includes(UNKNOWN);
    if (yes && unsure) complain(entry, "ui.wrong-ticked-and-unsure");
    facts[entry.name] = yes ? "yes" : unsure ? UNKNOWN : "no";
  }
}

/** Names typed or picked, several in one box parted by commas; or none; or not sure. @param {Entry} entry @param {Posted} posted */
function read_list(entry, posted, { facts, complain }) {
  const given = posted[entry.name] ?? [],
    parted = given.flatMap((line) => line.split(/[,;\n]/)).filter((name) => strip(name) && ![NONE, UNKNOWN].includes(strip(name)));
  const read = parted.map(name_in),
    typed = read.filter(([name]) => name).map(([name]) => name.split(SPACES).filter(Boolean).join(" ")),
    none = given.includes(NONE),
    unsure = given.includes(UNKNOWN);
  const strange = read.find(([name, held]) => signs(name).length > LONGEST_NAME || held)?.[0],
    bytes = typed.reduce((sum, name) => sum + new TextEncoder().encode(name).length, 0);
  if (((none || unsure) && typed.length) || (none && unsure)) complain(entry, "ui.wrong-several-kinds");
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (entry.name !== MEDICINES && !typed.every((name) => Object.hasOwn(entry.values, name))) complain(entry, "ui.wrong-choose-some");
  else if (strange) complain(entry, "ui.wrong-long-name", { most: LONGEST_NAME, given: short(strange) });
  else if (typed.length > MOST_NAMES) complain(entry, "ui.wrong-many-names", { most: MOST_NAMES, number: typed.length });
  else if (bytes > MOST_BYTES) complain(entry, "ui.wrong-long-names", { most: MOST_BYTES });
  else if (typed.length || none) facts[entry.name] = [...new Set(typed)];
  else complain(entry, "ui.wrong-choose-some");
}

/** @param {Entry} entry @param {Posted} posted @param {Read} found @param {number} today @param {Pack} pack */
function read_one(entry, posted, found, today, pack) {
  const { facts, complain } = found,
    given = last(posted, entry.name);
  if (entry.kind === "date") read_date(entry, posted, found, today, pack.language);
  else if (entry.items.length) read_score(entry, posted, found);
  else if (entry.kind === "number") read_number(entry, posted, found);
  else if (entry.kind === "text") read_text(entry, posted, found, pack);
  else if (entry.kind === "list") {
    read_list(entry, posted, found);
    const of = shown_of(posted, entry.name);
    if (of.length) found.asked_of[entry.name] = of;
  } else if (entry.kind === "levels") facts[entry.name] = read_levels(entry, posted);
  else if (given === UNKNOWN || Object.hasOwn(entry.values, given)) facts[entry.name] = given;
  else complain(entry, "ui.wrong-choose-one");
}

/** How much each of several things matters; a line left empty does not matter. @param {Entry} entry @param {Posted} posted */
function read_levels(entry, posted) {
  const given = Object.keys(entry.values).map((name) => [name, last(posted, `${entry.name}-${name}`)]);
  return Object.fromEntries(given.filter(([, level]) => entry.levels.includes(level)));
}

/** Of a list shown in part the values that were on the page, else none. @param {Posted} posted */
export function shown_of(posted, name) {
  return last(posted, `of-${name}`).split(" ").filter(Boolean);
}

/** @param {Posted} posted */
export function last(posted, name) {
  return posted[name]?.at(-1) ?? "";
}
