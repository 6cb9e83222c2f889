import {day_of, iso_of} from "../wording.js";

export const UNKNOWN = "unknown", MEDICINES = "medicines", BMI = "bmi", CLASS_WITHIN = "antiretroviral";
const NO_INTERACTION = "other_no_interaction", BMI_ROUNDING = 0.5, BODY = ["bmi", "height_cm", "weight_kg"], SHOWN = 60;

/** Facts that cannot be used; `errors` has all of them: `{fact, given, allowed, message, remedy}`. */
export class BadFacts extends Error {
  constructor(errors) {
    super(errors.map((one) => `${one.message} ${one.remedy}`).join("\n"));
    this.errors = errors;
  }
}

/**
 * What one person has told us, every fact checked. Throws `BadFacts` with all complaints.
 * @param {object} pack
 * @param {Object<string, *>} facts as in the vocabulary; `"unknown"` is asked and not sure
 * @param {number} today the day, counted from 1970-01-01
 * @returns {object} values, unknown, loss_date, days_since_loss, hours, apart, bmi, strange
 */
export function read_facts(pack, facts, today) {
  const errors = [], values = {}, unknown = new Set();
  for (const [name, given] of Object.entries(facts)) {
    const entry = pack.facts[name], shown = echo(name);
    if (!entry) {
      const remedy = "Take it away, or see the vocabulary for the names.";
      errors.push({fact: shown, given: echo(given), allowed: "the fact names of the vocabulary", message: `${shown}: there is no such fact.`, remedy});
    } else if (given === UNKNOWN) {
      unknown.add(name);
    } else {
      const found = read_value(pack, entry, given, today);
      if (found.wrong) errors.push(found.wrong); else values[name] = found.value;
    }
  }
  errors.push(...impossible_together(pack, values));
  if (errors.length) throw new BadFacts(errors);
  return gather(pack, values, unknown, today);
}

/** A value as it is named in a complaint: short, and text whatever was given. */
export function echo(given) {
  if (typeof given === "boolean" || (typeof given === "number" && Math.abs(given) < 1e15)) return given;
  const text = typeof given === "string" ? given : python_text(given), signs = Array.from(text);
  return signs.length <= SHOWN ? text : `${signs.slice(0, SHOWN).join("")}...`;
}

/** As Python writes a value, so that both editions complain in the same words. */
function python_text(given) {
  if (typeof given === "string") return `'${given}'`;
  if (given === null || typeof given === "boolean") return {null: "None", true: "True", false: "False"}[given];
  if (Array.isArray(given)) return `[${given.map(python_text).join(", ")}]`;
  return typeof given === "object" ? `{${Object.entries(given).map(([name, one]) => `'${name}': ${python_text(one)}`).join(", ")}}` : String(given);
}

function read_value(pack, entry, given, today) {
  const wrong = (allowed, found, remedy, value = given) => ({wrong: {fact: entry.name, given: echo(value), allowed, message: `${entry.name}: ${found}`, remedy}});
  const names = Object.keys(entry.values), choices = names.join(", ");
  if (entry.kind === "number") {
    const span = `${plain_number(entry.low)} to ${plain_number(entry.high)}`, allowed = span + (entry.unit ? ` (${entry.unit})` : "");
    const remedy = `Give a number from ${span}, or 'unknown' if you are not sure.`;
    if (typeof given !== "number") return wrong(allowed, `${quoted(given)} is not a number.`, remedy);
    return given >= entry.low && given <= entry.high ? {value: given} : wrong(allowed, `${echo(given)} is outside ${allowed}.`, remedy);
  }
  if (entry.kind === "date") return date_told(entry, given, today, pack.facts[entry.gives].high, wrong);
  if (entry.kind === "list") {
    const allowed = `a list of ${choices}${entry.name === MEDICINES ? ", or names of medicines" : ""}`;
    const strange = Array.isArray(given) && entry.name !== MEDICINES ? given.filter((one) => !names.includes(one)) : [];
    if (strange.length) return wrong(allowed, `${quoted(strange[0])} is not one of ${choices}.`, "Choose one of these, or take it out.", strange[0]);
    if (Array.isArray(given) && given.every((one) => typeof one === "string")) return {value: [...given]};
    return wrong(allowed, `${quoted(given)} is not a list of names.`, "Write names in a list, or 'unknown' if you are not sure.");
  }
  if (entry.kind === "levels") {
    const allowed = `a map from ${choices} to ${entry.levels.join(", ")}`, map = given && typeof given === "object" && !Array.isArray(given);
    if (map && Object.entries(given).every(([name, level]) => names.includes(name) && entry.levels.includes(level))) return {value: {...given}};
    return wrong(allowed, `${quoted(given)} is not ${allowed}.`, "Leave out what does not matter.");
  }
  if (entry.kind === "text") {
    const allowed = `text of up to ${entry.longest} characters`, fits = typeof given === "string" && given.trim() && Array.from(given).length <= entry.longest;
    return fits && is_printable(given) ? {value: given.trim()} : wrong(allowed, `${quoted(given)} is not ${allowed}.`, "Write a shorter one, without line breaks.");
  }
  if (names.includes(given)) return {value: given};
  return wrong(choices, `${quoted(given)} is not one of ${choices}.`, "Choose one of these, or 'unknown' if you are not sure.");
}

function date_told(entry, given, today, days, wrong) {
  const allowed = "a date such as 2026-11-15, today or earlier", day = typeof given === "string" ? day_of(given) : null;
  if (day === null) return wrong(allowed, `${quoted(given)} is not a date.`, "Write year, month and day as 2026-11-15, or 'unknown' if you are not sure.");
  if (day > today) return wrong(allowed, `${given} lies after today, ${iso_of(today)}.`, "Give the day it happened, or 'unknown' if you are not sure.");
  if (today - day <= days) return {value: day};
  return wrong(`${iso_of(today - days)} to ${iso_of(today)}`, `${given} is more than ${days} days ago.`, "Give a later date, or 'unknown' if you are not sure.");
}

function quoted(given) {
  const shown = echo(given);
  return typeof shown === "string" ? `'${shown}'` : typeof shown === "boolean" ? python_text(shown) : String(shown);
}

/** Whether every sign of a text can be shown. @param {string} text */
export function is_printable(text) { return !/[\p{C}\p{Zl}\p{Zp}]/u.test(text) && !/\p{Zs}/u.test(text.replaceAll(" ", "")); }

/** A number as people write it. @param {number} value */
export function plain_number(value) { return String(value); }

/** Numbers that cannot both be right. @returns {object[]} complaints */
export function impossible_together(pack, values) {
  const errors = [], number = (one) => typeof one === "number";
  for (const [name, entry] of Object.entries(pack.facts)) {
    const mine = values[name], other = values[entry.below];
    if (!(entry.below && number(mine) && number(other) && mine >= other)) continue;
    const message = `${name}: ${plain_number(mine)} is not below ${entry.below}, ${plain_number(other)}.`;
    const allowed = `a number below ${entry.below}, ${plain_number(other)}`, remedy = "Check both numbers: the first of a reading is the higher one.";
    errors.push({fact: name, given: mine, allowed, message, remedy});
  }
  const bmi = from_height_and_weight(values), {low, high} = pack.facts[BMI] ?? {};
  if (bmi !== null && !(low <= bmi && bmi <= high)) {
    const message = `height_cm: with weight_kg it gives a BMI of ${rounded(bmi)}.`;
    const allowed = `a height and a weight that give a BMI of ${plain_number(low)} to ${plain_number(high)}`, remedy = "Check both numbers: height in cm, weight in kg.";
    errors.push({fact: "height_cm", given: echo(values.height_cm), allowed, message, remedy});
  }
  return errors;
}

function rounded(value) { return value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value); }

function from_height_and_weight({height_cm, weight_kg}) {
  return typeof height_cm === "number" && typeof weight_kg === "number" ? weight_kg / (height_cm / 100) ** 2 : null;
}

function gather(pack, values, unknown, today) {
  const apart = [], number = (name) => typeof values[name] === "number";
  const loss_date = number("loss_date") ? values.loss_date : number("days_since_loss") ? today - Math.trunc(values.days_since_loss) : null;
  if (number("loss_date") && number("days_since_loss") && Math.trunc(values.days_since_loss) !== today - loss_date) apart.push(["loss_date", "days_since_loss"]);
  for (const entry of Object.values(pack.facts)) {
    if (!(entry.narrows && number(entry.name) && number(entry.narrows))) continue;
    const days = Math.trunc(values[entry.name]), hours = values[entry.narrows];
    if (hours < Math.max(0, 24 * (days - 1)) || hours > 24 * (days + 1)) apart.push([entry.narrows, entry.name]);
  }
  const bmi = number(BMI) ? [values[BMI]] : [], computed = from_height_and_weight(values);
  if (computed !== null && !bmi.some((one) => Math.abs(computed - one) <= BMI_ROUNDING)) {
    if (bmi.length) apart.push([BMI, "height_cm"]);
    bmi.push(computed);
  }
  const days_since_loss = loss_date === null ? null : today - loss_date, hours = number("hours_since_unprotected_sex") ? values.hours_since_unprotected_sex : null;
  const classes = pack.facts[MEDICINES]?.values, strange = (values[MEDICINES] ?? []).filter((one) => classes && !(one in classes) && !pack.contraception?.medicine(one));
  const says = (fact) => fact in values || (fact === "days_since_loss" && "loss_date" in values);
  return {
    values, unknown, loss_date, days_since_loss, hours, apart, bmi, strange, says,
    number: (fact) => fact === "days_since_loss" && "loss_date" in values ? days_since_loss : number(fact) && fact !== "loss_date" ? values[fact] : null,
  };
}

/**
 * What a table may take as known: of each fact told the set of its classes, and the facts asked and not answered.
 * @returns {[Object<string, number>, Set<string>]}
 */
export function known_in(pack, table, told, closed = false) {
  const {classes} = table, {values, unknown} = told, known = {}, asked = new Set([...unknown].filter((name) => name in classes));
  for (const [name, value] of Object.entries(values)) if (name in classes && typeof value !== "object") known[name] = classes[name].of(value);
  if ("days_since_loss" in classes) {
    if (told.days_since_loss !== null && "loss_date" in values) known.days_since_loss |= classes.days_since_loss.of(told.days_since_loss);
    else if (unknown.has("loss_date") && !("days_since_loss" in values)) asked.add("days_since_loss");
  }
  const entries = Object.values(pack.facts);
  for (const entry of entries) if (entry.narrows in classes && entry.name in values) narrow(classes, entry, told, known);
  if (BMI in classes) {
    for (const bmi of told.bmi) known[BMI] |= classes[BMI].of(bmi);
    if (!told.bmi.length && (told.says("height_cm") || told.says("weight_kg"))) known[BMI] = classes[BMI].real;
    if (!told.bmi.length && BODY.some((name) => unknown.has(name))) { asked.add(BMI); delete known[BMI]; }
  }
  for (const entry of entries) infer(classes, entry, told, known);
  const dated = told.days_since_loss === null ? told : {...told, values: {days_since_loss: told.days_since_loss, ...values}};
  for (const entry of entries) derive(pack, classes, entry, dated, known, closed);
  for (const entry of entries) {
    if (entry.kind === "list" && !entry.wording) list_members(pack, classes, entry, told, known, asked);
    if (closed && entry.open_when && entry.name in classes && !(entry.name in values)) {
      const [gate, condition] = entry.open_when;
      if (condition.includes(values[gate]) && !told.says(entry.unless)) known[entry.name] = classes[entry.name].real;
    }
  }
  return [known, asked];
}

/** A number of whole days stands in for hours: d days ago lies between d - 1 and d + 1 times 24 hours. */
function narrow(classes, entry, told, known) {
  const whole = Math.trunc(told.values[entry.name]), hours = entry.narrows;
  const range = whole ? {low: 24 * (whole - 1), high: 24 * (whole + 1), low_open: true, high_open: true} : {low: 0, high: 24, low_open: false, high_open: true};
  const span = classes[hours].meeting_somewhere(range);
  if (!(hours in known)) known[hours] = span;
  else if (told.apart.some(([one, other]) => one === hours && other === entry.name)) known[hours] |= span;
}

/** Facts that another answer tells. */
function infer(classes, {name, inferred, low, high}, told, known) {
  if (!inferred || !(name in classes) || told.says(name) || told.unknown.has(name)) return;
  const [fact, condition, other, value] = inferred;
  if (!condition.includes(told.values[fact])) return;
  const number = other ? told.number(other) : null;
  known[name] = value ? classes[name].of(value) : number === null ? classes[name].real : classes[name].of(Math.min(Math.max(number, low), high));
}

/** Facts that others tell, worked out in three values (true, false, null for open): what is not known is never a no. */
function derive(pack, classes, {name, from_told}, told, known, closed) {
  if (!from_told || !(name in classes) || name in told.values || told.unknown.has(name)) return;
  const every = (when) => all(Object.entries(when).map(([fact, condition]) => one_of_told(pack, fact, condition, told, closed)));
  const yes = some(from_told.any.map(every)), excused = some(from_told.unless.map(every));
  const answer = excused || yes === false ? false : excused === false ? yes : null;
  const spoken = from_told.any.filter((when) => Object.keys(when).some((fact) => fact in told.values || told.unknown.has(fact)));
  if (answer || (answer === false && (closed || spoken.length))) known[name] = classes[name].of(answer ? "yes" : "no");
  else if (answer === null && spoken.some((when) => every(when) !== false)) known[name] = classes[name].real;
}

function some(many) { return many.includes(true) ? true : many.includes(null) ? null : false; }

function all(many) { return many.includes(false) ? false : many.includes(null) ? null : true; }

function one_of_told(pack, fact, condition, {values, unknown}, closed) {
  const {absent, values: labels} = pack.facts[fact];
  if (unknown.has(fact)) return null;
  if (!(fact in values)) return closed && absent !== null ? meets(absent, condition) : null;
  if (!Array.isArray(values[fact])) return meets(values[fact], condition);
  const {held, left_open} = classes_told(pack, fact, values[fact]), among = (many) => [...many].some((one) => meets(one, condition));
  const named = values[fact].filter((one) => !(one in labels)).map((one) => pack.contraception?.medicine(one) ?? null);
  const either = named.some((one) => one?.one_of.length && one.one_of.every((kind) => meets(kind, condition)));
  return either || among(held) ? true : named.includes(null) || among(left_open) ? null : false;
}

/** Whether a value as told meets a condition. */
function meets(value, condition) {
  if (Array.isArray(condition)) return condition.includes(value);
  const {low, high, low_open, high_open} = condition;
  return typeof value === "number" && (low === null || value > low || (value === low && !low_open)) && (high === null || value < high || (value === high && !high_open));
}

/** Of a list as told, the values certainly in it and those that may be: a medicine's name can leave its class open. */
function classes_told(pack, name, given) {
  const {values} = pack.facts[name], held = new Set(), left_open = new Set(), finer = Object.keys(values).filter((value) => value.startsWith(`${CLASS_WITHIN}_`));
  for (const one of given) {
    const medicine = one in values ? null : pack.contraception?.medicine(one);
    for (const value of medicine ? medicine.classes : one in values ? [one] : []) held.add(value);
    for (const value of medicine?.one_of ?? []) left_open.add(value);
  }
  if (finer.some((value) => held.has(value))) held.add(CLASS_WITHIN);
  else if (held.has(CLASS_WITHIN)) for (const value of finer) left_open.add(value);
  return {held, left_open};
}

/** Each value of a list is a yes/no fact: those told are yes, the others no, those a name leaves open are open. */
function list_members(pack, classes, {name, values}, told, known, asked) {
  const member = (value) => `${name}.${value}`, members = Object.keys(values).filter((value) => member(value) in classes), given = told.values[name];
  if (told.unknown.has(name)) for (const value of members) asked.add(member(value));
  if (!given) return;
  const {held, left_open} = classes_told(pack, name, given);
  if (name === MEDICINES && told.strange.length) {
    for (const value of members) { asked.add(member(value)); if (value !== NO_INTERACTION) left_open.add(value); }
  }
  for (const value of members) {
    const mine = classes[member(value)];
    known[member(value)] = held.has(value) ? mine.of("yes") : left_open.has(value) ? mine.real : mine.of("no");
  }
}
