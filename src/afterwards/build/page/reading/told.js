/** @import {Table} from "../evaluator/table.js" */
/** @import {Complaint, Entry, Pack, Told} from "../types" */
import { age, MINUTES_A_DAY, read_moments, TOLD_AT } from "./ageing.js";
import { in_one_piece, name_in } from "./as_written.js";
import { brought_up, left_open, without_loss } from "./closed_world.js";
import { echo, quoted } from "../complaints.js";
import { derive, values_told } from "./derived.js";
import { day_of, iso_of } from "../wording.js";

export const UNKNOWN = "unknown",
  MEDICINES = "medicines",
  BMI = "bmi";
const NO_INTERACTION = "other_no_interaction",
  BMI_ROUNDING = 0.5,
  BODY = ["bmi", "height_cm", "weight_kg"];

/** Facts that cannot be used; `errors` has all of them: `{fact, given, allowed, message, remedy}`. */
export class BadFacts extends Error {
  /** @param {Complaint[]} errors */
  constructor(errors) {
    super(errors.map((one) => `${one.message} ${one.remedy}`).join("\n"));
    this.errors = errors;
  }
}

/**
 * What one person has told us, every fact checked. Throws `BadFacts` with all complaints.
 * @param {Pack} pack
 * @param {Record<string, any>} facts as in the vocabulary; `"unknown"` is asked and not sure
 * @param {number} today the day, counted from 1970-01-01
 * @param {number} now the minute, counted from there; the end of today where it is not given
 * @returns {Told}
 */
export function read_facts(pack, facts, today, now = (today + 1) * MINUTES_A_DAY) {
  /** @type {Complaint[]} */
  const errors = [];
  const values = {},
    unknown = new Set();
  for (const [name, given] of Object.entries(facts).filter(([name]) => name !== TOLD_AT)) {
    const entry = pack.facts[name],
      shown = echo(name);
    if (!entry) {
      const remedy = "Take it away, or see the vocabulary for the names.";
      errors.push({
        fact: shown,
        given: echo(given),
        allowed: "the fact names of the vocabulary",
        message: `${shown}: there is no such fact.`,
        remedy,
      });
    } else if (given === UNKNOWN) {
      unknown.add(name);
    } else {
      const found = read_value(pack, entry, given, today);
      if (found.wrong) errors.push(found.wrong);
      else values[name] = found.value;
    }
  }
  const told_at = read_moments(pack, facts[TOLD_AT], now, errors);
  errors.push(...impossible_together(pack, values));
  if (errors.length) throw new BadFacts(errors);
  const lapsed = age(pack, values, unknown, told_at, today, now);
  return { ...gather(pack, values, unknown, today), lapsed };
}

/** @returns {{wrong?: Complaint, value?: any}} @param {Pack} pack @param {Entry} entry @param {number} today */
function read_value(pack, entry, given, today) {
  const wrong = (allowed, found, remedy, value = given) => ({
    wrong: { fact: entry.name, given: echo(value), allowed, message: `${entry.name}: ${found}`, remedy },
  });
  const names = Object.keys(entry.values),
    choices = names.join(", ");
  if (entry.kind === "number") {
    const span = `${plain_number(entry.low)} to ${plain_number(entry.high)}`,
      allowed = span + (entry.unit ? ` (${entry.unit})` : "");
    const one_piece = typeof given === "string" ? in_one_piece(given) : "",
      apart = one_piece ? `Write it with no sign between the digits: ${one_piece}. ` : "";
    const remedy = `${apart}Give a number from ${span}, or 'unknown' if you are not sure.`;
    if (typeof given !== "number") return wrong(allowed, `${quoted(given)} is not a number.`, remedy);
    return given >= entry.low && given <= entry.high ? { value: given } : wrong(allowed, `${echo(given)} is outside ${allowed}.`, remedy);
  }
  if (entry.kind === "date") return date_told(given, today, pack.facts[entry.gives].high, wrong);
  if (entry.kind === "list") {
    const allowed = `a list of ${choices}${entry.name === MEDICINES ? ", or names of medicines" : ""}`;
    const strange = Array.isArray(given) && entry.name !== MEDICINES ? given.filter((one) => !names.includes(one)) : [];
    if (strange.length)
      return wrong(allowed, `${quoted(strange[0])} is not one of ${choices}.`, "Choose one of these, or take it out.", strange[0]);
    if (Array.isArray(given) && given.every((one) => typeof one === "string")) return { value: [...given] };
    return wrong(allowed, `${quoted(given)} is not a list of names.`, "Write names in a list, or 'unknown' if you are not sure.");
  }
  if (entry.kind === "levels") {
    const allowed = `a map from ${choices} to ${entry.levels.join(", ")}`,
      map = given && typeof given === "object" && !Array.isArray(given);
    if (map && Object.entries(given).every(([name, level]) => names.includes(name) && entry.levels.includes(level)))
      return { value: { ...given } };
    return wrong(allowed, `${quoted(given)} is not ${allowed}.`, "Leave out what does not matter.");
  }
  if (entry.kind === "text") {
    const allowed = `text of up to ${entry.longest} characters`,
      [name, held] = typeof given === "string" ? name_in(given) : ["", ""];
    if (held) return wrong(allowed, `it holds ${held}.`, "Take that sign out.");
    return name && Array.from(name).length <= entry.longest
      ? { value: name }
      : wrong(allowed, `${quoted(given)} is not ${allowed}.`, "Write a shorter one, without line breaks.");
  }
  if (names.includes(given)) return { value: given };
  return wrong(choices, `${quoted(given)} is not one of ${choices}.`, "Choose one of these, or 'unknown' if you are not sure.");
}

/** @param {number} today */
function date_told(given, today, days, wrong) {
  const allowed = "a date such as 2026-11-15, today or earlier",
    day = typeof given === "string" ? day_of(given) : null;
  if (day === null)
    return wrong(allowed, `${quoted(given)} is not a date.`, "Write year, month and day as 2026-11-15, or 'unknown' if you are not sure.");
  if (day > today)
    return wrong(allowed, `${given} lies after today, ${iso_of(today)}.`, "Give the day it happened, or 'unknown' if you are not sure.");
  if (today - day <= days) return { value: day };
  return wrong(
    `${iso_of(today - days)} to ${iso_of(today)}`,
    `${given} is more than ${days} days ago.`,
    "Give a later date, or 'unknown' if you are not sure."
  );
}

/** A number as people write it. @param {number} value */
export function plain_number(value) {
  return String(value);
}

/** Numbers that cannot both be right. @param {Pack} pack @param {Record<string, any>} values @returns {Complaint[]} */
export function impossible_together(pack, values) {
  const errors = [],
    number = (one) => typeof one === "number";
  for (const [name, entry] of Object.entries(pack.facts)) {
    const mine = values[name],
      other = values[entry.below];
    if (!(entry.below && number(mine) && number(other) && mine >= other)) continue;
    const message = `${name}: ${plain_number(mine)} is not below ${entry.below}, ${plain_number(other)}.`;
    const allowed = `a number below ${entry.below}, ${plain_number(other)}`,
      remedy = "Check both numbers: the first of a reading is the higher one.";
    errors.push({ fact: name, given: mine, allowed, message, remedy });
  }
  const bmi = from_height_and_weight(values),
    { low, high } = pack.facts[BMI] ?? {};
  if (bmi !== null && !(low <= bmi && bmi <= high)) {
    const message = `height_cm: with weight_kg it gives a BMI of ${rounded(bmi)}.`;
    const allowed = `a height and a weight that give a BMI of ${plain_number(low)} to ${plain_number(high)}`,
      remedy = "Check both numbers: height in cm, weight in kg.";
    errors.push({ fact: "height_cm", given: echo(values.height_cm), allowed, message, remedy });
  }
  return errors;
}

function rounded(value) {
  return value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

/** @param {Record<string, any>} values */
function from_height_and_weight({ height_cm, weight_kg }) {
  return typeof height_cm === "number" && typeof weight_kg === "number" ? weight_kg / (height_cm / 100) ** 2 : null;
}

/** @param {Pack} pack @param {number} today */
function gather(pack, values, unknown, today) {
  const apart = [],
    number = (name) => typeof values[name] === "number";
  const loss_date = number("loss_date") ? values.loss_date : number("days_since_loss") ? today - Math.trunc(values.days_since_loss) : null;
  if (number("loss_date") && number("days_since_loss") && Math.trunc(values.days_since_loss) !== today - loss_date)
    apart.push(["loss_date", "days_since_loss"]);
  for (const entry of Object.values(pack.facts)) {
    if (!(entry.narrows && number(entry.name) && number(entry.narrows))) continue;
    const days = Math.trunc(values[entry.name]),
      hours = values[entry.narrows];
    if (hours < Math.max(0, 24 * (days - 1)) || hours > 24 * (days + 1)) apart.push([entry.narrows, entry.name]);
  }
  const bmi = number(BMI) ? [values[BMI]] : [],
    computed = from_height_and_weight(values);
  if (computed !== null && !bmi.some((one) => Math.abs(computed - one) <= BMI_ROUNDING)) {
    if (bmi.length) apart.push([BMI, "height_cm"]);
    bmi.push(computed);
  }
  const days_since_loss = loss_date === null ? null : today - loss_date,
    hours = number("hours_since_unprotected_sex") ? values.hours_since_unprotected_sex : null;
  const classes = pack.facts[MEDICINES]?.values,
    strange = (values[MEDICINES] ?? []).filter((one) => classes && !(one in classes) && !pack.contraception?.medicine(one));
  const says = (fact) => fact in values || (fact === "days_since_loss" && "loss_date" in values);
  return {
    values,
    unknown,
    loss_date,
    days_since_loss,
    hours,
    apart,
    bmi,
    strange,
    says,
    number: (fact) =>
      fact === "days_since_loss" && "loss_date" in values ? days_since_loss : number(fact) && fact !== "loss_date" ? values[fact] : null,
  };
}

/** A dose hangs on her weight, and who tells her height and BMI has told it too. */
function weight_from_height_and_bmi({ height_cm: height, [BMI]: bmi }) {
  return typeof height === "number" && typeof bmi === "number" ? { weight_kg: bmi * (height / 100) ** 2 } : {};
}

/**
 * What a table may take as known: of each fact told the set of its classes, and the facts asked and not answered. `pending` are facts
 * still to be asked: a closed world leaves them open, as if she were not sure.
 * @returns {[Record<string, number>, Set<string>]}
 * @param {Pack} pack
 * @param {Table} table
 */
export function known_in(pack, table, asked_of_her, closed = false, pending = new Set()) {
  const told = pending.size ? { ...asked_of_her, unknown: new Set([...asked_of_her.unknown, ...pending]) } : asked_of_her;
  const { classes } = table,
    { values, unknown } = told,
    known = {},
    asked = new Set([...unknown].filter((name) => name in classes));
  for (const [name, value] of Object.entries(values))
    if (name in classes && typeof value !== "object") known[name] = classes[name].of(value);
  if ("days_since_loss" in classes) {
    if (told.days_since_loss !== null && "loss_date" in values) known.days_since_loss |= classes.days_since_loss.of(told.days_since_loss);
    else if (unknown.has("loss_date") && !("days_since_loss" in values)) asked.add("days_since_loss");
  }
  const entries = Object.values(pack.facts);
  for (const entry of entries) if (entry.narrows in classes && entry.name in values) narrow(classes, entry, told, known);
  const denied = deny_signs(pack, table, asked_of_her, known, closed, pending);
  if (BMI in classes) {
    for (const bmi of told.bmi) known[BMI] |= classes[BMI].of(bmi);
    if (!told.bmi.length && (told.says("height_cm") || told.says("weight_kg"))) known[BMI] = classes[BMI].real;
    if (!told.bmi.length && BODY.some((name) => unknown.has(name))) {
      asked.add(BMI);
      delete known[BMI];
    }
  }
  if (table !== pack.table) for (const entry of entries) become(classes, entry, told, known);
  for (const entry of entries) infer(classes, entry, told, known);
  const weighed = { ...weight_from_height_and_bmi(values), ...values };
  const dated = { ...told, values: told.days_since_loss === null ? weighed : { days_since_loss: told.days_since_loss, ...weighed } };
  for (const entry of entries) derive(pack, classes, entry, dated, known, closed, denied);
  for (const entry of entries) {
    if (entry.kind === "list" && !entry.wording) list_members(pack, classes, entry, told, known, asked);
    // Nobody is asked for it, so it is heard only where it is told: left open it could never be settled.
    if (
      (entry.only_told || (entry.held && !entry.from_told)) &&
      typeof entry.absent === "string" &&
      entry.name in classes &&
      !(entry.name in known || unknown.has(entry.name) || told.lapsed.has(entry.name))
    )
      known[entry.name] = classes[entry.name].of(entry.absent);
  }
  if (closed) {
    const opened = brought_up(classes, known, asked);
    Object.assign(known, opened, without_loss(pack, classes, values, unknown, opened));
    Object.assign(known, left_open(pack, classes, values, known));
  }
  return [known, asked];
}

/**
 * What "None of these" on the page of signs denies: of a fact not told, the classes that a line with this one finding names.
 * Not sure how much she bleeds, she still said that it is not heavily; not sure of a sign itself, it stays open.
 * @param {Pack} pack
 */
function deny_signs(pack, { classes, denied }, { says, unknown, values }, known, closed, pending) {
  const gone = new Set();
  for (const [name, mask] of values.signs_today === "none" ? Object.entries(denied) : []) {
    const { kind, gate, absent } = pack.facts[name],
      asked = unknown.has(name);
    const not_hers = gate && gate[0] in known && !(known[gate[0]] & classes[gate[0]].meeting(gate[1]));
    if (says(name) || (asked && kind === "yes_no") || not_hers || (closed && absent !== null && !pending.has(name) && !asked)) continue;
    known[name] = (known[name] ?? classes[name].real) & ~mask;
    gone.add(name);
  }
  return gone;
}

/**
 * A number of whole days stands in for hours: d days ago lies between d - 1 and d + 1 times 24 hours.
 * @param {Entry} entry
 * @param {Told} told
 */
function narrow(classes, entry, told, known) {
  const whole = Math.trunc(told.values[entry.name]),
    hours = entry.narrows;
  const range = whole
    ? { low: 24 * (whole - 1), high: 24 * (whole + 1), low_open: true, high_open: true }
    : { low: 0, high: 24, low_open: false, high_open: true };
  const span = classes[hours].meeting_somewhere(range);
  if (!(hours in known)) known[hours] = span;
  else if (told.apart.some(([one, other]) => one === hours && other === entry.name)) known[hours] |= span;
}

/** Facts that another answer tells. @param {Told} told */
function infer(classes, { name, inferred, low, high, values }, told, known) {
  if (!inferred || !(name in classes) || told.says(name) || told.unknown.has(name)) return;
  const [fact, condition, other, value] = inferred;
  const mine = known[fact] ?? 0,
    met = mine ? mine & classes[fact].meeting(condition) : 0,
    number = other ? told.number(other) : null;
  const choices = Object.keys(values),
    given = told.values[other];
  if (!met || (!value && choices.length && typeof given !== "string")) return;
  known[name] =
    value || choices.length
      ? classes[name].of(value || (choices.includes(given) ? given : choices.at(-1)))
      : number === null
        ? classes[name].real
        : classes[name].of(Math.min(Math.max(number, low), high));
  if (met !== mine) known[name] |= classes[name].absent();
}

/**
 * What the methods read as something else: the weeks say that a loss was a birth, whatever it is called; where only its name says so, it may be either.
 * @param {Told} told
 */
function become(classes, { name, becomes }, told, known) {
  const given = told.values[name];
  if (!becomes || !(name in classes) || typeof given !== "string" || told.number(becomes[0]) === null) return;
  const [fact, low, values, value] = becomes,
    number = told.number(fact),
    mine = classes[name];
  if (number >= low && values.includes(given)) known[name] = mine.of(value);
  else if (number < low && given === value) for (const one of values) known[name] |= mine.of(one);
}

/**
 * Each value of a list is a yes/no fact: those told are yes, the others no, those a name leaves open are open.
 * @param {Pack} pack
 * @param {Told} told
 */
function list_members(pack, classes, { name, values }, told, known, asked) {
  const member = (value) => `${name}.${value}`,
    members = Object.keys(values).filter((value) => member(value) in classes),
    given = told.values[name];
  if (told.unknown.has(name)) for (const value of members) asked.add(member(value));
  if (!given) return;
  const { held, left_open } = values_told(pack, name, given);
  if (name === MEDICINES && told.strange.length) {
    for (const value of members) {
      asked.add(member(value));
      if (value !== NO_INTERACTION) left_open.add(value);
    }
  }
  for (const value of members) {
    const mine = classes[member(value)];
    known[member(value)] = held.has(value) ? mine.of("yes") : left_open.has(value) ? mine.real : mine.of("no");
  }
}
