/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Entry, Pack, Posted} from "../types" */
import { name_in, strip } from "../reading/as_written.js";
import { impossible_together } from "../reading/height_and_weight.js";
import { BMI, MEDICINES, UNKNOWN, plain_number } from "../reading/told.js";
import { read_date, read_number, read_score, read_text, short, signs } from "./typed_answers.js";

export const NOT_SURE = "I'm not sure",
  IF_UNKNOWN = "If you do not know, choose 'I'm not sure'.",
  REPEATED = 40;

export const NONE = "none_of_these";

const LONGEST_NAME = 60,
  MOST_BYTES = 600;

export const MOST_NAMES = 30,
  BOXES = 4;

const SPACES = /(?:(?!\ufeff)[\s\x1c-\x1f\x85])+/;

export const LEVEL_WORDS = { does_not_matter: "Does not matter", matters: "Matters", matters_a_lot: "Matters a lot" };

/**
 * The answers of one page. A fact left empty is a complaint, unless another answer here rules it out.
 * @param {Entry[]} entries
 * @param {string} checks "page" for boxes with one "I'm not sure", "each" for boxes with one on each line, "" for other pages
 * @param {Posted} posted
 * @param {number} today
 * @param {Guide} guide
 * @returns {{facts: Record<string, any>, errors: Record<string, string>, points: Record<string, number[]>}}
 */
export function read_page(entries, checks, posted, today, guide) {
  const found = { facts: {}, errors: {}, points: {} };
  if (checks) {
    (checks === "each" ? read_lines : read_checks)(entries, posted, found);
    return found;
  }
  for (const entry of entries) if (!ruled_out(entry, found.facts, guide)) read_one(entry, posted, found, today);
  const { facts, errors } = found;
  if (facts.words_for_loss === "name" && !facts.name_for_loss && !errors.name_for_loss)
    errors.name_for_loss = "The name: write a name, or choose other words.";
  for (const one of impossible_together(guide.pack, facts)) errors[one.fact] = impossible(guide.pack, one.fact, facts);
  return found;
}

/** Whether an answer on the same page says that this fact does not apply. @param {Entry} entry @param {Guide} guide */
function ruled_out(entry, facts, guide) {
  const given = entry.gate && facts[entry.gate[0]],
    classes = given != null && given !== UNKNOWN && typeof given !== "object" ? guide.classes_for(entry.name) : null;
  return Boolean(classes) && !(classes.of(given) & classes.meeting(entry.gate[1]));
}

/** The complaint about a number that another one on the page rules out. @param {Pack} pack */
function impossible(pack, fact, facts) {
  const entry = pack.facts[fact],
    check = `Check both numbers. ${IF_UNKNOWN}`,
    { low, high } = pack.facts[BMI] ?? {},
    other = pack.facts[entry.below];
  if (other) return `${entry.short}: write a number below '${other.short}', ${facts[other.name]}. You wrote '${facts[fact]}'. ${check}`;
  return `${entry.short}: height and weight must give a body mass index (BMI) of ${plain_number(low)} to ${plain_number(high)}. Yours give another. ${check}`;
}

/** @param {Posted} posted */
function read_checks(entries, posted, { facts, errors }) {
  const ticked = entries.filter((one) => posted[one.name]?.includes("yes")),
    none = NONE in posted,
    unsure = "not_sure" in posted,
    first = entries[0].name;
  if (none && (ticked.length || unsure)) errors[first] = "You ticked 'None of these' and something else. Keep the one that is right.";
  else if (!(ticked.length || none || unsure))
    errors[first] = "Tick what applies to you, or choose 'None of these' or 'I'm not sure about some of them'.";
  for (const entry of entries) facts[entry.name] = ticked.includes(entry) ? "yes" : unsure ? UNKNOWN : "no";
}

/** Boxes with "I'm not sure" on each line. @param {Posted} posted */
function read_lines(entries, posted, { facts, errors }) {
  const none = NONE in posted,
    first = entries[0].name,
    ticked = entries.some((one) => one.name in posted);
  if (none && ticked) errors[first] = "You ticked 'None of these' and something else. Keep the one that is right.";
  else if (!(none || ticked)) errors[first] = "Tick what applies to you, 'I'm not sure' where you do not know, or 'None of these'.";
  for (const entry of entries) {
    const given = posted[entry.name] ?? [],
      yes = given.includes("yes"),
      unsure = given.includes(UNKNOWN);
    if (yes && unsure) errors[entry.name] = `${entry.short}: you ticked it and 'I'm not sure'. Keep one of the two.`;
    facts[entry.name] = yes ? "yes" : unsure ? UNKNOWN : "no";
  }
}

/** Names typed or picked, several in one box parted by commas; or none; or not sure. @param {Entry} entry @param {Posted} posted */
function read_list(entry, posted, { facts, errors }) {
  const given = posted[entry.name] ?? [],
    parted = given.flatMap((line) => line.split(/[,;\n]/)).filter((name) => strip(name) && ![NONE, UNKNOWN].includes(strip(name)));
  const read = parted.map(name_in),
    typed = read.filter(([name]) => name).map(([name]) => name.split(SPACES).filter(Boolean).join(" ")),
    none = given.includes(NONE),
    unsure = given.includes(UNKNOWN);
  const strange = read.find(([name, held]) => signs(name).length > LONGEST_NAME || held)?.[0],
    bytes = typed.reduce((sum, name) => sum + new TextEncoder().encode(name).length, 0);
  const choose = `${entry.short}: choose what applies, 'None of these', or 'I'm not sure'.`,
    say = (text) => {
      errors[entry.name] = text;
    };
  if (((none || unsure) && typed.length) || (none && unsure))
    say(`${entry.short}: you chose 'None of these' or 'I'm not sure' and something else. Keep the one that is right.`);
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (entry.name !== MEDICINES && !typed.every((name) => Object.hasOwn(entry.values, name))) say(choose);
  else if (strange) say(`${entry.short}: write each name with up to ${LONGEST_NAME} letters. You wrote '${short(strange)}'.`);
  else if (typed.length > MOST_NAMES) say(`${entry.short}: write up to ${MOST_NAMES} names. You wrote ${typed.length}.`);
  else if (bytes > MOST_BYTES) say(`${entry.short}: write up to ${MOST_BYTES} letters in all. Leave out doses and write only names.`);
  else if (typed.length || none) facts[entry.name] = [...new Set(typed)];
  else say(choose);
}

/** @param {Entry} entry @param {Posted} posted @param {number} today */
function read_one(entry, posted, found, today) {
  const { facts, errors } = found,
    given = last(posted, entry.name);
  if (entry.kind === "date") read_date(entry, posted, found, today);
  else if (entry.items.length) read_score(entry, posted, found);
  else if (entry.kind === "number") read_number(entry, posted, found);
  else if (entry.kind === "text") read_text(entry, posted, found);
  else if (entry.kind === "list") read_list(entry, posted, found);
  else if (entry.kind === "levels") facts[entry.name] = read_levels(entry, posted);
  else if (given === UNKNOWN || Object.hasOwn(entry.values, given)) facts[entry.name] = given;
  else errors[entry.name] = `${entry.short}: choose one of the answers. ${IF_UNKNOWN}`;
}

/** How much each of several things matters; a line left empty does not matter. @param {Entry} entry @param {Posted} posted */
function read_levels(entry, posted) {
  const given = Object.keys(entry.values).map((name) => [name, last(posted, `${entry.name}-${name}`)]);
  return Object.fromEntries(given.filter(([, level]) => entry.levels.includes(level)));
}

/** @param {Posted} posted */
export function last(posted, name) {
  return posted[name]?.at(-1) ?? "";
}
