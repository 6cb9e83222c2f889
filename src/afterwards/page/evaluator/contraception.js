/** @import {MethodPerson, Pack, Told} from "../types" */
import { known_in } from "../reading/known.js";
import { base_of, category, conditions, needs_of } from "./method_conditions.js";
import { beside, start, together } from "./method_start.js";
import { ask_next } from "./questions.js";

export const EVERY_KIND = "contraception_need",
  SET_ASIDE = "methods_set_aside";

/** The fact that says which method she uses. */
export const USING = "using_now";
const MATTERS = ["does_not_matter", "matters", "matters_a_lot"];

export const SCALE = ["1", "2", "-", "3", "4"],
  SILENT = "-",
  JUDGED = "judged_by_a_clinician";

/**
 * One person as the table of the methods sees her; null when the pack compares none. `past_due`: no category below "no category" is given.
 * @param {Pack} pack
 * @param {Told} told
 */
export function read_person(pack, told, guideline, closed_world = false, past_due = false) {
  if (!pack.contraception) return null;
  const { table } = pack.contraception,
    [known, asked] = known_in(pack, table, told, closed_world);
  return {
    contraception: pack.contraception,
    told,
    state: table.state(known, asked.add(JUDGED), closed_world, told.lapsed),
    guideline,
    past_due,
  };
}

/**
 * The facts that can still change a method she has not set aside, or a kind of emergency contraception; most useful first.
 * @param {MethodPerson} person
 */
export function questions(person, emergency_too = false) {
  const held = person.contraception,
    aside = person.told.values[SET_ASIDE] ?? [];
  const wanted = held.offered.filter((one) => !aside.includes(one)).map((one) => `${person.guideline} ${one}`);
  if (emergency_too) wanted.push(...held.kinds.map((kind) => `${person.guideline} emergency ${kind.id}`));
  return [...new Set(ask_next(held.table, person.state, wanted).map(base_of))];
}

/** Every method that guidelines give a category, in the order of the pack. @param {MethodPerson} person */
export function compare(person) {
  const held = person.contraception;
  const there = Object.values(held.rows(person.guideline)).filter(
    (row) => row.use === "yes" && held.applies(person.guideline, row, person.state)
  );
  return held.offered.map((name) => offer(person, held.methods[name], there));
}

/** The kinds of emergency contraception for her, in the order of the pack. @param {MethodPerson} person */
export function emergency(person) {
  return person.contraception.kinds.map((kind) => help(person, kind));
}

/** Whether it may be said that she can start it: she does not use it now, and nothing that holds or may hold is against it. */
export function can_start(one) {
  return one.phase === "start" && one.high !== null && one.high <= 2 && !one.against;
}

/** Whether it may be said of a method in use that it goes on: nothing that holds is against it or makes it work less. */
export function goes_on(one) {
  return one.low !== null && one.low <= 2 && !one.against && !one.works_less;
}

/** Whether it is too late for a kind of emergency contraception, or it is not advised. */
export function kind_is_out(one) {
  return one.status === "not_advised" || one.status === "too_late";
}

/** @param {MethodPerson} person */
function offer(person, method, there) {
  const { contraception: held, told } = person;
  let found = held.table.answer(`${person.guideline} ${method.id}`, person.state);
  if (person.past_due) found = not_below(found, SILENT, SCALE);
  const phase = told.values[USING] === method.id ? "continue" : "start",
    [why, open] = conditions(person, method, found, there, phase);
  /** @type {[string, number][]} */
  const weighed = Object.entries(told.values.prefers ?? {}).map(([name, level]) => [name, MATTERS.indexOf(level)]);
  const wanted = weighed.filter(([, weight]) => weight),
    names = wanted.map(([name]) => name),
    suits = (name) => method.suits.includes(name);
  const low = category(found.low),
    high = category(found.high);
  const judgement = why.some((one) => one.low !== one.category),
    lines = beside(person, method, open);
  const only = lines.find((one) => one.only),
    against = lines.some((one) => one.against),
    cautions = [
      ...(judgement ? ["elig.judgement"] : []),
      ...lines.filter((one) => one !== only).flatMap((one) => one.say),
      ...together(held, why),
      ...(found.settled && high === null && !against ? ["elig.ask-no-category"] : []),
      ...(phase === "continue" ? ["elig.continue-phase"] : []),
    ];
  const made = {
    method,
    low,
    high,
    settled: found.settled,
    judgement,
    phase,
    why,
    open,
    start: { from_day: null, extra_days: null, settled: found.settled, statements: [], begins: "", lasts: "" },
    meaning: only ? only.say[0] : meaning(low, high),
    cautions: [...new Set(cautions)],
    against,
    works_less: lines.some((one) => one.works_less),
    beside: lines,
    set_aside: (told.values[SET_ASIDE] ?? []).includes(method.id),
    matches: names.filter(suits),
    misses: names.filter((one) => !suits(one)),
    fit: wanted.reduce((sum, [name, weight]) => sum + (suits(name) ? weight : -weight), 0),
  };
  return can_start(made) ? { ...made, start: start(person, method) } : made;
}

/** The same answer with both ends raised to a level where they lie below it. */
export function not_below(found, level, scale) {
  const [low, high] = [found.low, found.high].map((one) => (scale.indexOf(one) > scale.indexOf(level) ? one : level));
  return { ...found, low, high, settled: low === high };
}

/** @param {MethodPerson} person */
function help(person, kind) {
  const held = person.contraception,
    found = held.table.answer(`${person.guideline} emergency ${kind.id}`, person.state);
  const certain = found.reasons.filter((one) => one.certain).map((one) => one.id),
    raising = found.reasons.filter((one) => !one.certain);
  const out = kind_is_out({ status: found.low }),
    status = out || found.settled ? found.low : "depends";
  const here = (one) =>
    (!one.guidelines.length || one.guidelines.includes(person.guideline)) &&
    (one.level ? certain.includes(one.id) : !out && held.holds(one.id, person.state));
  const rules = kind.rules.filter(here),
    said = (some) => some.flatMap((one) => one.say);
  const statements = [...new Set([...(out ? [] : kind.say), ...said(rules)])],
    of_her = [...new Set(said(rules.filter((one) => one.of_her)))];
  return { kind, status, needs: status === "depends" ? needs_of(raising) : [], statements, of_her };
}

/** The statement that says what the category means: the one that is certain, or how far it may still go. */
function meaning(low, high) {
  if (low === high) return high === null ? "elig.no-category" : `elig.category-${high}`;
  return low === 3 ? "elig.open-3-to-4" : high === null ? "elig.open-to-none" : `elig.open-to-${high}`;
}
