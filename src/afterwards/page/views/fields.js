/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Entry, Field, Journey, Pack, Posted} from "../types" */
import { strip } from "../reading/as_written.js";
import { MEDICINES, UNKNOWN, plain_number } from "../reading/told.js";
import { words } from "../wording.js";
import { BOXES, MOST_NAMES, NONE, last, level_words } from "./forms.js";
import { short, typed_in } from "./typed_answers.js";

// The fields of a page of questions, filled with what she told.

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
 * @param {Pack} pack
 * @param {Entry[]} entries
 * @param {string} checks as in `read_page`
 * @param {Record<string, any>} told facts
 * @param {Record<string, number[]>} items the lines of a score
 * @param {Posted|null} posted
 * @param {Record<string, string>} errors by fact
 * @returns {Field[]}
 */
export function show_page(pack, entries, checks, told, items, posted, errors) {
  return entries.map((entry) =>
    with_target(field_of(pack, entry, checks, told, items[entry.name] ?? [], posted, errors[entry.name] ?? ""))
  );
}

function with_target(field) {
  const ends = { date: "-day", score: "-1-0", choice: "-0", wording: "-0", names: "-0", list: "-0" };
  return { options: [], typed: {}, scores: [], of: "", ...field, target: field.entry.name + (ends[field.kind] ?? "") };
}

function option(name, value, label, hint, checked) {
  return { name, value: String(value), label, hint, checked };
}

/** @param {Pack} pack @param {Entry} entry @param {Posted} posted */
function field_of(pack, entry, checks, told, items, posted, error) {
  const given = told[entry.name],
    marked = (value) => (posted !== null ? (posted[entry.name] ?? []).includes(value) : given === value);
  const not_sure = option(entry.name, UNKNOWN, words(pack, "ui.not-sure-option"), "", marked(UNKNOWN));
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
  if (entry.kind === "list") return list_field(pack, entry, given, posted, not_sure, error);
  if (entry.kind === "levels") return { entry, kind: "levels", scores: level_rows(pack, entry, given, posted), error };
  const chosen = posted !== null ? last(posted, entry.name) : given;
  const options = Object.entries(entry.values).map(([value, label]) =>
    option(entry.name, value, label.label, label.hint, chosen === value)
  );
  return { entry, kind: entry.wording ? "wording" : "choice", options: [...options, not_sure], error };
}

/** @param {Pack} pack @param {Entry} entry @param {Posted} posted */
function list_field(pack, entry, given, posted, not_sure, error) {
  const names = Array.isArray(given) ? given : [],
    told = posted !== null ? (posted[entry.name] ?? []) : names;
  const none = posted !== null ? told.includes(NONE) : Array.isArray(given) && !given.length,
    ends = [option(entry.name, NONE, words(pack, "ui.none-of-these"), "", none), not_sure];
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

/** @param {Pack} pack @param {Entry} entry @param {Posted} posted */
function level_rows(pack, entry, given, posted) {
  return Object.entries(entry.values).map(([name, label]) => {
    const field = `${entry.name}-${name}`,
      chosen = posted !== null ? last(posted, field) : (given?.[name] ?? entry.levels[0]);
    return [label.label, entry.levels.map((level) => option(field, level, level_words(pack, level), "", chosen === level))];
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
