/** @import {Pack, Told} from "../types" */
import { unsure_of_kind } from "./closed_world.js";

const CLASS_WITHIN = "antiretroviral";

/**
 * Facts that others tell, worked out in three values (true, false, null for open): what is not known is never a no.
 * @param {Pack} pack
 * @param {Told} told
 */
export function derive(pack, classes, { name, from_told, context, only_told }, told, known, closed, denied) {
  if (!from_told || !(name in classes) || (context && name in told.values)) return;
  const every = (when, excuses = false) =>
    all_true(Object.entries(when).map(([fact, condition]) => told_so(pack, fact, condition, told, closed, excuses)));
  const yes = some_true(from_told.any.map((when) => every(when))),
    excused = some_true(from_told.unless.map((when) => every(when, true)));
  const answer = excused || yes === false ? false : excused === false ? yes : null;
  // What was not told at all is asked like any other fact; only what was told and settles nothing leaves it open.
  // What is heard only where it is told is not heard from "not sure" alone, where several answers must come together.
  const asked = from_told.any
    .map((when) => Object.keys(when))
    .map(
      (facts) =>
        facts.every((fact) => fact in told.values || told.unknown.has(fact) || unsure_of_kind(pack.facts[fact], told.unknown)) &&
        (!only_told || facts.length === 1 || facts.some((fact) => fact in told.values))
    );
  const spoken = from_told.any.filter((_, place) => asked[place]);
  // What she told in detail is heard although she said no to it as a whole. Of her circumstances she has the last word.
  if (name in told.values || told.unknown.has(name)) {
    if (answer && !context) known[name] = classes[name].of("yes");
  } else if (answer !== null) {
    known[name] = classes[name].of(answer ? "yes" : "no");
    if (answer) told.values[name] = "yes"; // for the facts after it
  } else if (!denied.has(name) && spoken.some((when) => every(when) !== false)) known[name] = classes[name].real;
}

function some_true(many) {
  return many.includes(true) ? true : many.includes(null) ? null : false;
}

function all_true(many) {
  return many.includes(false) ? false : many.includes(null) ? null : true;
}

/** @param {Pack} pack */
function told_so(pack, fact, condition, { values, unknown }, closed, excuses) {
  const { absent, context, values: labels } = pack.facts[fact];
  if (unknown.has(fact)) return null;
  // What takes a sign away is told, and never filled in for her.
  if (!(fact in values)) {
    if (!closed || absent === null) return null;
    return excuses && !context ? false : unsure_of_kind(pack.facts[fact], unknown) ? null : meets(absent, condition);
  }
  if (!Array.isArray(values[fact])) return meets(values[fact], condition);
  const { held, left_open } = values_told(pack, fact, values[fact]),
    among = (many) => [...many].some((one) => meets(one, condition));
  const named = values[fact].filter((one) => !(one in labels)).map((one) => pack.contraception?.medicine(one) ?? null);
  const either = named.some((one) => one?.one_of.length && one.one_of.every((kind) => meets(kind, condition)));
  return either || among(held) ? true : named.includes(null) || among(left_open) ? null : false;
}

/** Whether a value as told meets a condition. */
function meets(value, condition) {
  if (Array.isArray(condition)) return condition.includes(value);
  const { low, high, low_open, high_open } = condition;
  return (
    typeof value === "number" &&
    (low === null || value > low || (value === low && !low_open)) &&
    (high === null || value < high || (value === high && !high_open))
  );
}

/** Of a list as told, the values certainly in it and those that may be: a medicine's name can leave its class open. @param {Pack} pack */
export function values_told(pack, name, given) {
  const { values } = pack.facts[name],
    held = new Set(),
    left_open = new Set(),
    finer = Object.keys(values).filter((value) => value.startsWith(`${CLASS_WITHIN}_`));
  for (const one of given) {
    const medicine = one in values ? null : pack.contraception?.medicine(one);
    for (const value of medicine ? medicine.classes : one in values ? [one] : []) held.add(value);
    for (const value of medicine?.one_of ?? []) left_open.add(value);
  }
  if (finer.some((value) => held.has(value))) held.add(CLASS_WITHIN);
  else if (held.has(CLASS_WITHIN)) for (const value of finer) left_open.add(value);
  return { held, left_open };
}
