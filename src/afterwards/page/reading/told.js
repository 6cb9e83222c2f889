/** @import {Complaint, Entry, Pack, Told} from "../types" */
import { echo, quoted } from "../complaints.js";
import { day_of, iso_of, said_sign, words } from "../wording.js";
import { MINUTES_A_DAY, TOLD_AT, age, read_moments } from "./ageing.js";
import { in_one_piece, name_in } from "./as_written.js";
import { from_height_and_weight, impossible_together } from "./height_and_weight.js";

export const UNKNOWN = "unknown",
  ASKED_OF = "asked_of",
  MEDICINES = "medicines",
  BMI = "bmi";

const BMI_ROUNDING = 0.5;

export const NO_INTERACTION = "other_no_interaction",
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
  for (const [name, given] of Object.entries(facts).filter(([name]) => ![TOLD_AT, ASKED_OF].includes(name))) {
    const entry = pack.facts[name],
      shown = echo(name);
    if (!entry) {
      errors.push({
        fact: shown,
        given: echo(given),
        allowed: words(pack, "ui.told-names"),
        message: `${shown}: ${words(pack, "ui.told-no-fact")}`,
        remedy: words(pack, "ui.told-no-fact-remedy"),
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
  return { ...gather(pack, values, unknown, today, asked_in_part(pack, facts[ASKED_OF] ?? {}, values, unknown)), lapsed };
}

/** Of each list told in part the values she was asked about, or chose; only the page itself tells so. @param {Pack} pack */
function asked_in_part(pack, asked, values, unknown) {
  /** @type {Record<string, Set<string>>} */
  const read = {};
  for (const [name, some] of Object.entries(asked)) {
    const of = new Set([...some, ...(values[name] ?? [])]);
    if ((name in values || unknown.has(name)) && of.size < Object.keys(pack.facts[name].values).length) read[name] = of;
  }
  return read;
}

/** @returns {{wrong?: Complaint, value?: any}} @param {Pack} pack @param {Entry} entry @param {number} today */
function read_value(pack, entry, given, today) {
  const said = (statement, values = {}) => words(pack, statement, { given: quoted(given), ...values });
  const wrong = (allowed, found, remedy, value = given, values = {}) => ({
    wrong: { fact: entry.name, given: echo(value), allowed, message: `${entry.name}: ${found}`, remedy: said(remedy, values) },
  });
  const names = Object.keys(entry.values),
    choices = names.join(", ");
  if (entry.kind === "number") {
    const ends = { low: plain_number(entry.low), high: plain_number(entry.high), unit: entry.unit },
      allowed = said(entry.unit ? "ui.told-number-span-unit" : "ui.told-number-span", ends);
    const digits = typeof given === "string" ? in_one_piece(given) : "",
      remedy = said("ui.told-give-number", ends);
    const refused = (found) => {
      const made = wrong(allowed, found, "ui.told-give-number", given, ends);
      if (digits) made.wrong.remedy = said("ui.told-one-piece", { digits, remedy });
      return made;
    };
    if (typeof given !== "number") return refused(said("ui.told-not-a-number"));
    return given >= entry.low && given <= entry.high ? { value: given } : refused(said("ui.told-outside", { given: echo(given), allowed }));
  }
  if (entry.kind === "date") return date_told(given, today, pack.facts[entry.gives].high, wrong, said);
  if (entry.kind === "list") {
    const allowed = said(entry.name === MEDICINES ? "ui.told-a-list-of-medicines" : "ui.told-a-list", { choices });
    const strange = Array.isArray(given) && entry.name !== MEDICINES ? given.filter((one) => !names.includes(one)) : [];
    if (strange.length)
      return wrong(allowed, said("ui.told-not-one-of", { given: quoted(strange[0]), choices }), "ui.told-choose-or-take-out", strange[0]);
    if (Array.isArray(given) && given.every((one) => typeof one === "string")) return { value: [...given] };
    return wrong(allowed, said("ui.told-not-a-list"), "ui.told-write-a-list");
  }
  if (entry.kind === "levels") {
    const allowed = said("ui.told-a-map", { names: choices, levels: entry.levels.join(", ") }),
      map = given && typeof given === "object" && !Array.isArray(given);
    if (map && Object.entries(given).every(([name, level]) => names.includes(name) && entry.levels.includes(level)))
      return { value: { ...given } };
    return wrong(allowed, said("ui.told-is-not", { allowed }), "ui.told-leave-out");
  }
  if (entry.kind === "text") {
    const allowed = said("ui.told-text", { most: entry.longest }),
      [name, held] = typeof given === "string" ? name_in(given) : ["", ""];
    if (held) return wrong(allowed, said("ui.told-holds", { what: said_sign(pack, held) }), "ui.told-take-sign-out");
    return name && Array.from(name).length <= entry.longest
      ? { value: name }
      : wrong(allowed, said("ui.told-is-not", { allowed }), "ui.told-write-shorter");
  }
  if (names.includes(given)) return { value: given };
  return wrong(choices, said("ui.told-not-one-of", { choices }), "ui.told-choose-or-unknown");
}

/** @param {number} today */
function date_told(given, today, days, wrong, said) {
  const allowed = said("ui.told-a-date"),
    day = typeof given === "string" ? day_of(given) : null;
  if (day === null) return wrong(allowed, said("ui.told-not-a-date"), "ui.told-write-date");
  if (day > today) return wrong(allowed, said("ui.told-after-today", { given, today: iso_of(today) }), "ui.told-give-day");
  if (today - day <= days) return { value: day };
  const span = said("ui.told-number-span", { low: iso_of(today - days), high: iso_of(today) });
  return wrong(span, said("ui.told-long-ago", { given, count: days }), "ui.told-later-date");
}

/** A number as people write it. @param {number} value */
export function plain_number(value) {
  return String(value);
}

/** @param {Pack} pack @param {number} today */
function gather(pack, values, unknown, today, asked_of) {
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
    asked_of,
    says,
    answers: (fact) => (says(fact) || unknown.has(fact)) && !(fact in asked_of),
    number: (fact) =>
      fact === "days_since_loss" && "loss_date" in values ? days_since_loss : number(fact) && fact !== "loss_date" ? values[fact] : null,
  };
}
