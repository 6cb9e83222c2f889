/** @import {Entry, Field, Journey, Pack, Posted} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
import { date_parts, in_one_piece, MONTHS, name_in, number_in, strip } from "../reading/as_written.js";
import { BMI, impossible_together, MEDICINES, plain_number, UNKNOWN } from "../reading/told.js";
import { day_of, iso_of } from "../wording.js";

const NOT_SURE = "I'm not sure",
  IF_UNKNOWN = "If you do not know, choose 'I'm not sure'.",
  REPEATED = 40;
export const NONE = "none_of_these";
const LONGEST_NAME = 60,
  MOST_NAMES = 30,
  MOST_BYTES = 600,
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
function last(posted, name) {
  return posted[name]?.at(-1) ?? "";
}

function signs(text) {
  return Array.from(text);
}

/** As much of what was typed as a complaint repeats. */
function short(text) {
  return signs(text).slice(0, REPEATED).join("");
}

/** What was typed in a box, and whether "I'm not sure" was ticked beside it (both have the fact's name). @param {Posted} posted */
function typed_in(posted, name) {
  const values = (posted[name] ?? []).map(strip);
  return [values.find((value) => value && value !== UNKNOWN) ?? "", values.includes(UNKNOWN)];
}

/** Whether she typed something and no more. If not, `found` has what that means: not sure, or a complaint. @param {Entry} entry */
function left_to_read(entry, typed, unsure, allowed, { facts, errors }) {
  if (typed && unsure) errors[entry.name] = `${entry.short}: you wrote '${short(typed)}' and ticked 'I'm not sure'. Keep one of the two.`;
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (!typed) errors[entry.name] = `${entry.short}: write ${allowed}. ${IF_UNKNOWN}`;
  return Boolean(typed) && !unsure;
}

/** @param {Entry} entry @param {Posted} posted */
function read_number(entry, posted, found) {
  const [typed, unsure] = typed_in(posted, entry.name),
    allowed = `number from ${plain_number(entry.low)} to ${plain_number(entry.high)}`;
  if (!left_to_read(entry, typed, unsure, `a ${allowed}`, found)) return;
  const number = number_in(typed, entry.whole),
    one_piece = number === null ? in_one_piece(typed) : "",
    apart = one_piece ? `, with no sign between the digits: ${one_piece}` : "";
  const a = number === null && number_in(typed, false) !== null ? "a whole" : "a";
  if (number === null || number < entry.low || number > entry.high)
    found.errors[entry.name] = `${entry.short}: write ${a} ${allowed}${apart}. You wrote '${short(typed)}'. ${IF_UNKNOWN}`;
  else found.facts[entry.name] = number;
}

/** @param {Entry} entry @param {Posted} posted */
function read_text(entry, posted, { facts, errors }) {
  const [typed, held] = name_in(last(posted, entry.name));
  if (held) errors[entry.name] = `${entry.short}: it holds ${held}. Take that sign out.`;
  else if (signs(typed).length > entry.longest)
    errors[entry.name] = `${entry.short}: write up to ${entry.longest} letters, on one line. Make it shorter.`;
  else if (typed && typed !== UNKNOWN) facts[entry.name] = typed;
}

/** The sum of its items; a whole score typed in under the fact's own name counts as well. @param {Entry} entry @param {Posted} posted */
function read_score(entry, posted, found) {
  const { facts, errors, points } = found,
    [typed, unsure] = typed_in(posted, entry.name),
    allowed = Object.values(entry.answers).map(String);
  const given = entry.items.map((_, place) => last(posted, `${entry.name}-${place + 1}`));
  if (typed) read_number(entry, posted, found);
  else if (unsure && given.some(Boolean))
    errors[entry.name] = `${entry.short}: you chose answers and ticked 'I'm not sure'. Keep one of the two.`;
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (given.every((one) => allowed.includes(one))) {
    points[entry.name] = given.map(Number);
    facts[entry.name] = points[entry.name].reduce((sum, one) => sum + one, 0);
  } else
    errors[entry.name] =
      `${entry.short}: choose an answer to each of the ${given.length} lines. If you would rather not say, choose 'I'm not sure'.`;
}

/** @param {Entry} entry @param {Posted} posted @param {number} today */
function read_date(entry, posted, found, today) {
  const parts = ["day", "month", "year"].map((part) => strip(last(posted, `${entry.name}-${part}`))),
    typed = parts.filter(Boolean).join(" ");
  if (!left_to_read(entry, typed, (posted[entry.name] ?? []).includes(UNKNOWN), "a day, a month and a year", found)) return;
  const read = date_of(...parts),
    say = (wrong) => {
      found.errors[entry.name] = `${entry.short}: ${wrong} ${IF_UNKNOWN}`;
    };
  if (read === null) say(`write a real date, such as 15 11 ${iso_of(today).slice(0, 4)}. You wrote '${short(typed)}'.`);
  else if (read > today)
    say(
      `the date must be today or earlier. You wrote ${plain_date(read)}. If today is not ${plain_date(today)}, check the date on this device.`
    );
  else if (today - read > 1095) say(`the date must lie within the last 3 years. You wrote ${plain_date(read)}.`);
  else found.facts[entry.name] = iso_of(read);
}

function plain_date(day) {
  const [year, month, date] = iso_of(day).split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

function date_of(...boxes) {
  const parts = date_parts(...boxes);
  return parts && day_of(parts.map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-"));
}

/** The names offered on the page that asks for medicines. @param {Guide} guide */
export function medicine_names(guide, facts) {
  const held = guide.pack.contraception;
  if (!held || !facts.includes(MEDICINES)) return [];
  const names = [...new Set(Object.values(held.medicines).flatMap((one) => [one.name, ...one.brands]))],
    fold = (name) => name.toLowerCase();
  return names.sort().sort((one, other) => (fold(one) < fold(other) ? -1 : fold(one) > fold(other) ? 1 : 0));
}

/**
 * Her answers as a form shows them now: without what was true of another day alone, and with numbers counted on.
 * @param {Guide} guide
 * @param {Journey} journey
 */
export function facts_of_today({ told, pack }, journey) {
  const facts = Object.entries(journey.facts).filter(([name]) => !told.lapsed.has(name));
  return Object.fromEntries(
    facts.map(([name, given]) => [
      name,
      pack.facts[name]?.ages && typeof given === "number" ? shown_number(pack.facts[name], told.number(name)) : given,
    ])
  );
}

/** A number as people say it: what is counted on by hours in full ones, the one that has begun counted too; half hours as she told them. */
export function shown_number({ ages }, value) {
  return ages === "hours" && (value * 2) % 1 ? Math.ceil(value) : value;
}

/**
 * The fields of a page: filled from what she just posted, or else from what she told before.
 * @param {Entry[]} entries
 * @param {string} checks as in `read_page`
 * @param {Record<string, any>} told facts
 * @param {Record<string, number[]>} items the lines of a score
 * @param {Posted|null} posted
 * @param {Record<string, string>} errors by fact
 * @returns {Field[]}
 */
export function show_page(entries, checks, told, items, posted, errors) {
  return entries.map((entry) => with_target(field_of(entry, checks, told, items[entry.name] ?? [], posted, errors[entry.name] ?? "")));
}

function with_target(field) {
  const ends = { date: "-day", score: "-1-0", choice: "-0", wording: "-0", names: "-0", list: "-0" };
  return { options: [], typed: {}, scores: [], ...field, target: field.entry.name + (ends[field.kind] ?? "") };
}

function option(name, value, label, hint, checked) {
  return { name, value: String(value), label, hint, checked };
}

/** @param {Entry} entry @param {Posted} posted */
function field_of(entry, checks, told, items, posted, error) {
  const given = told[entry.name],
    marked = (value) => (posted !== null ? (posted[entry.name] ?? []).includes(value) : given === value);
  const not_sure = option(entry.name, UNKNOWN, NOT_SURE, "", marked(UNKNOWN));
  if (checks) {
    const sign = entry.sign ?? { label: entry.short, hint: "" },
      options = [option(entry.name, "yes", sign.label, sign.hint, marked("yes"))];
    return { entry, kind: "check", options: checks === "each" ? [...options, not_sure] : options, error };
  }
  if (entry.kind === "date") return { entry, kind: "date", options: [not_sure], typed: date_boxes(entry, given, posted), error };
  if (entry.items.length) return { entry, kind: "score", options: [not_sure], scores: score_rows(entry, items, posted), error };
  if (entry.kind === "number" || entry.kind === "text") {
    const written = typeof given === "number" ? plain_number(given) : typeof given === "string" && given !== UNKNOWN ? given : "";
    return {
      entry,
      kind: entry.kind,
      options: [not_sure],
      typed: { [entry.name]: posted !== null ? typed_in(posted, entry.name)[0] : written },
      error,
    };
  }
  if (entry.kind === "list") return list_field(entry, given, posted, not_sure, error);
  if (entry.kind === "levels") return { entry, kind: "levels", scores: level_rows(entry, given, posted), error };
  const chosen = posted !== null ? last(posted, entry.name) : given;
  const options = Object.entries(entry.values).map(([value, label]) =>
    option(entry.name, value, label.label, label.hint, chosen === value)
  );
  return { entry, kind: entry.wording ? "wording" : "choice", options: [...options, not_sure], error };
}

/** @param {Entry} entry @param {Posted} posted */
function list_field(entry, given, posted, not_sure, error) {
  const names = Array.isArray(given) ? given : [],
    told = posted !== null ? (posted[entry.name] ?? []) : names;
  const none = posted !== null ? told.includes(NONE) : Array.isArray(given) && !given.length,
    ends = [option(entry.name, NONE, "None of these", "", none), not_sure];
  if (entry.name === MEDICINES) {
    const typed = told.filter((one) => strip(one) && ![NONE, UNKNOWN].includes(one));
    const empty = Math.min(Math.max(2, BOXES - typed.length), Math.max(0, MOST_NAMES - typed.length));
    const boxes = Object.fromEntries([...typed, ...Array(empty).fill("")].map((one, place) => [`${entry.name}-${place}`, one]));
    return { entry, kind: "names", options: ends, typed: boxes, error };
  }
  const options = Object.entries(entry.values).map(([value, label]) =>
    option(entry.name, value, label.label, label.hint, told.includes(value))
  );
  return { entry, kind: "list", options: [...options, ...ends], error };
}

/** @param {Entry} entry @param {Posted} posted */
function level_rows(entry, given, posted) {
  return Object.entries(entry.values).map(([name, label]) => {
    const field = `${entry.name}-${name}`,
      chosen = posted !== null ? last(posted, field) : (given?.[name] ?? entry.levels[0]);
    return [label.label, entry.levels.map((level) => option(field, level, LEVEL_WORDS[level] ?? level, "", chosen === level))];
  });
}

/** @param {Entry} entry @param {Posted} posted */
function date_boxes(entry, given, posted) {
  const names = ["day", "month", "year"].map((part) => `${entry.name}-${part}`),
    boxes = (texts) => Object.fromEntries(names.map((name, place) => [name, texts[place]]));
  if (posted !== null) return boxes(names.map((name) => short(last(posted, name))));
  if (typeof given !== "string" || given === UNKNOWN) return boxes(["", "", ""]);
  const [year, month, day] = given.split("-");
  return boxes([String(Number(day)), String(Number(month)), year]);
}

/** One row of radios an item. A score told as a sum has no items to show. @param {Entry} entry @param {Posted} posted */
function score_rows(entry, items, posted) {
  return entry.items.map((question, place) => {
    const name = `${entry.name}-${place + 1}`,
      chosen = posted !== null ? last(posted, name) : place < items.length ? String(items[place]) : "";
    return [question, Object.entries(entry.answers).map(([words, points]) => option(name, points, words, "", chosen === String(points)))];
  });
}
