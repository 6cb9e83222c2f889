/** @import {Journey, Pack} from "../types" */
import { moment_of, TOLD_AT } from "../reading/ageing.js";
import { ASKED_OF } from "../reading/told.js";
import { shown_number } from "../views/fields.js";

/**
 * A journey: facts as in the vocabulary and the minute at which each was told (of a list told in part
 * also the values she was asked about), the question, the pages
 * of questions seen (each with its question and facts), lines of scores, guideline, methods side by
 * side, and what was typed.
 */
export function new_journey(facts = {}) {
  const path = [],
    items = {},
    beside = [],
    told_at = {},
    ticked = [];
  return { facts, told_at, question: "", path, items, guideline: "uk", beside, ticked };
}

/** The facts of a journey with their moments, as the evaluator reads them at this minute. */
export function told_by({ facts, told_at, asked_of = {} }, { minute, ahead }) {
  const moment = (told) => moment_of(Math.min(told, minute) + ahead);
  const moments = Object.entries(told_at).map(([fact, told]) => [fact, moment(told)]);
  return { ...facts, [TOLD_AT]: Object.fromEntries(moments), [ASKED_OF]: asked_of };
}

/**
 * Keep answers, each with its minute; what is counted in hours keeps its own where it is left.
 * @param {Journey} journey
 * @param {Pack} pack
 */
export function tell(journey, pack, told, facts, minute, asked_of = {}) {
  const others = Object.entries(journey.asked_of ?? {}).filter(([fact]) => !(fact in facts));
  journey.asked_of = { ...Object.fromEntries(others), ...asked_of };

  for (const [fact, value] of Object.entries(facts)) {
    const entry = pack.facts[fact],
      counted = entry.ages === "hours" && typeof value === "number";
    const same = counted && value === shown_number(entry, told.number(fact));
    if (same && fact in journey.told_at) continue;
    journey.facts[fact] = value;
    if (entry.ages) journey.told_at[fact] = minute;
  }
}

/** Take answers back. @param {Journey} journey */
export function forget(journey, facts) {
  for (const fact of facts) {
    delete journey.facts[fact];
    delete journey.told_at[fact];
    delete journey.items[fact];
    delete journey.asked_of?.[fact];
  }
}
