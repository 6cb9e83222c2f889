/** @import {Table} from "../evaluator/table.js" */
/** @import {Entry, Pack, Told} from "../types" */
import { weight_from_height_and_bmi } from "./height_and_weight.js";
import { brought_up, left_open, without_loss } from "./closed_world.js";
import { derive, values_told } from "./derived.js";
import { BMI, BODY, MEDICINES, NO_INTERACTION } from "./told.js";

// What a table knows of what she told: of each fact the classes that are still possible.

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
    Object.assign(known, left_open(pack, classes, values, unknown, known));
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
    of = told.asked_of[name],
    members = Object.keys(values).filter((value) => member(value) in classes && (!of || of.has(value))),
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
