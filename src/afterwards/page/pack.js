/** @import {Pack} from "./types" */
import { Language } from "./language.js";
import { Table } from "./evaluator/table.js";
import { open_contraception } from "./pack_methods.js";

/**
 * Opens the data that `site/data.py` writes: the pack as the evaluator and the templates see it, with the names of the Python pack.
 * @param {any} compact
 * @returns {Pack}
 */
export function open_pack(compact) {
  const ids = whole_ids(compact.statements.each.id),
    statements = unfold(compact.statements).map((one, at) => ({ ...one, id: ids[at] || `~${at}`, confidence: SURE[one.confidence] })),
    data = with_names(compact, statements);
  const by = (key, many) => bare(Object.fromEntries(many.map((one) => [one[key], one]))),
    by_id = (packed, key) => by(key, unfold(packed));
  const decisions = by_id(data.decisions, "name");
  for (const one of Object.values(decisions)) one.rules = by_id(data.rules[one.name], "id");
  const rows = unfold(data.rows),
    contradictions = unfold(data.contradictions);
  const sources = unfold(data.sources).map((one, at) => ({ ...one, id: one.id || `~${at}`, grade: GRADES[one.grade] })),
    questions = open_questions(data.questions, data.denied[1], statements);
  const table = Object.assign(new Table({ ...data.table, named: named_in(data, decisions, statements, rows, contradictions) }), {
    denied: data.denied[0],
  });
  for (const one of statements) one.sources = one.sources.map((place) => sources[place].id);
  for (const one of Object.values(decisions)) {
    for (const rule of Object.values(one.rules)) rule.when = Object.fromEntries(table.literals[table.rules[rule.id]]);
  }
  const facts = by_id(data.facts, "name"),
    standing = bare(data.reviews);
  for (const entry of Object.values(facts)) entry.values = bare(entry.values);
  const state = (item, today) => (!standing[item] ? NOT_REVIEWED : today <= standing[item].due ? REVIEWED : OVERDUE);
  return {
    questions,
    signs: data.signs,
    typed: data.typed,
    asked: data.info.asked,
    info: data.info,
    id: data.info.id,
    version: data.info.version,
    due: data.due,
    language: new Language(data.info.language),
    words: data.words,
    phrases: data.phrases,
    table,
    decisions,
    facts,
    giving: Object.values(facts).filter((one) => one.gives),
    pages: unfold(data.pages).map((one) => ({ ...one, boxes: one.each_unsure ? "each" : one.checks ? "page" : "" })),
    rows,
    contradictions,
    articles: unfold(data.articles),
    statements: by("id", statements),
    sources: by("id", sources),
    contraception: data.contraception && open_contraception(data.contraception, data.denied[2]),
    reviews: { standing },
    review: state,
    past_due: (today) => today > data.due,
    applicable: (guide) => Object.values(decisions).filter((one) => guide == null || one.guides.includes(guide)),
  };
}

/** How sure we are of a sentence, from the surest on, and the grades of sources, the strongest first: the data have their places. */
export const SURE = ["agreed", "single_source", "contested", "unverified"],
  GRADES = ["guideline", "nhs", "health", "charity", "study", "clinic", "lay", "memory", "own"];

/** The ids whole: one that begins as the one before it has only its last part. @param {string[]} short */
function whole_ids(short) {
  let begins = "";
  return short.map((one) => {
    const id = one.startsWith(".") ? begins + one : one;
    if (id) begins = id.slice(0, id.lastIndexOf("."));
    return id;
  });
}

// Parts of the data that name no statement, or name it in a way of their own.
const BY_NAME = ["statements", "sources", "questions", "table", "typed", "denied", "reviews", "about"];

/**
 * The data with the names of statements for their places.
 * @param {any} data
 * @param {any[]} statements
 * @returns {any}
 */
function with_names(data, statements) {
  const in_each = (map, made) => Object.fromEntries(Object.entries(map).map(([name, one]) => [name, made(one, name)]));
  const named = (value) =>
    typeof value === "string"
      ? value.startsWith("~")
        ? statements[value.slice(1)].id
        : value
      : Array.isArray(value)
        ? value.map(named)
        : value && typeof value === "object"
          ? in_each(value, named)
          : value;
  return in_each(data, (part, name) => (BY_NAME.includes(name) ? part : named(part)));
}

/** The row of each rule that goes by a name: of decisions, plan and contradictions by their ids, of exceptions and phrases by a number after it. */
function named_in({ table, phrases }, decisions, statements, rows, contradictions) {
  const ids = (many) => many.map((one) => one.id),
    numbered = (name, count) => Array.from({ length: count }, (_, at) => `${name} #${at}`);
  const names = [
    ...Object.values(decisions).flatMap((one) => ids(Object.values(one.rules))),
    ...ids(rows),
    ...ids(contradictions),
    ...[...statements, ...rows].flatMap((one) => numbered(`${one.id} unless`, one.unless)),
    ...Object.keys(phrases).flatMap((name) => numbered(`phrase ${name}`, phrases[name].length)),
  ];
  let row = 0;
  return Object.fromEntries(
    names.map((name, at) => {
      row += table.named[at];
      return [name, row];
    })
  );
}

/** What people ask, in the order of the catalogue, and the table of the circumstances of their answers. */
function open_questions({ questions, table }, denied, statements) {
  const name = (place) => (place < 0 ? "" : statements[place].id),
    opened = Object.assign(new Table(table), { denied });
  const named = (part) => (typeof part === "number" ? name(part) : part.map(name));
  const open = (packed, keys) =>
    unfold(packed).map((one) => ({ ...one, ...Object.fromEntries(keys.map((key) => [key, named(one[key])])) }));
  const by_id = bare(
    Object.fromEntries(
      unfold(questions).map((one) => [
        one.id,
        {
          ...one,
          title: name(one.title),
          deciding: one.groups.flat().filter((fact) => fact !== "excluders"),
          answers: open(one.answers, ["say", "if_", "more", "why"]),
          changes: open(one.changes, ["if_", "then"]),
        },
      ])
    )
  );
  return { by_id, table: opened };
}

export const NOT_REVIEWED = "not_reviewed",
  REVIEWED = "reviewed",
  OVERDUE = "overdue";

/** A map that has its own names only: what someone typed may be called anything, "constructor" too. @param {object} map @returns {any} */
export function bare(map) {
  return Object.assign(Object.create(null), map);
}

/**
 * Maps from their compact form: `same` for all, `each` a list a key or a text of letters, `of` what differs.
 * @param {{same: any, each: any, of: any[]|number}} packed
 * @returns {any[]}
 */
export function unfold(packed) {
  const of = typeof packed.of === "number" ? Array.from({ length: packed.of }, () => ({})) : packed.of;
  return of.map((one, place) => {
    const whole = { ...packed.same };
    for (const name in packed.each) whole[name] = packed.each[name][place];
    return Object.assign(whole, one);
  });
}
