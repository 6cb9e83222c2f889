/** @import {Complaint, Pack} from "../types" */
import { echo, quoted } from "../complaints.js";
import { day_of, iso_of, words } from "../wording.js";

export const TOLD_AT = "told_at",
  MINUTES_A_DAY = 1440;

/** The minute, counted from 1970-01-01 in her local time, of a moment such as 2026-11-28T10:00; null when it is none. @returns {number|null} */
function minute_of(moment) {
  const [, iso, hours, minutes] = /^([0-9-]{10})T([0-9]{2}):([0-9]{2})$/.exec(moment) ?? [],
    day = iso ? day_of(iso) : null;
  return typeof moment !== "string" || day === null || Number(hours) > 23 || Number(minutes) > 59
    ? null
    : day * MINUTES_A_DAY + Number(hours) * 60 + Number(minutes);
}

/** A minute as a moment. @param {number} minute @returns {string} */
export function moment_of(minute) {
  const two = (number) => String(number).padStart(2, "0"),
    day = day_at(minute),
    rest = minute - day * MINUTES_A_DAY;
  return `${iso_of(day)}T${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
}

/** The day of a minute. @param {number} minute @returns {number} */
export function day_at(minute) {
  return Math.floor(minute / MINUTES_A_DAY);
}

/**
 * When each fact was told: one moment for all, or a map from fact to moment; those not named were told now.
 * @param {Pack} pack
 * @param {*} given `told_at`; undefined where it is not there
 * @param {number} now the minute
 * @param {Complaint[]} errors takes the complaints
 * @returns {Record<string, number>} minutes by fact
 */
export function read_moments(pack, given, now, errors) {
  const found = {},
    map = given !== null && typeof given === "object" && !Array.isArray(given);
  for (const [name, told] of given === undefined ? [] : map ? Object.entries(given) : [[null, given]]) {
    const minute = minute_of(told),
      said = (statement, values = {}) => words(pack, statement, values);
    const say = (wrong, allowed = said("ui.told-a-moment"), remedy = said("ui.told-local-time")) => {
      errors.push({
        fact: TOLD_AT,
        given: echo(told),
        allowed,
        message: `${TOLD_AT}: ${name === null ? "" : `${echo(name)}: `}${wrong}`,
        remedy,
      });
    };
    if (name !== null && !pack.facts[name]) say(said("ui.told-no-fact"), said("ui.told-names"), said("ui.told-mend-name"));
    else if (minute === null) say(said("ui.told-not-a-moment", { given: quoted(told) }));
    else if (minute > now) say(said("ui.told-after-now", { given: told, now: moment_of(now) }));
    else for (const fact of name !== null ? [name] : Object.keys(pack.facts)) found[fact] = minute;
  }
  return found;
}

/**
 * Brings `values` and `unknown` to now. Gives the facts told on another day that are true of their own day alone: they are in neither any more.
 * @param {Pack} pack
 * @param {Record<string, any>} values
 * @param {Set<string>} unknown
 * @param {Record<string, number>} told_at
 * @param {number} today
 * @param {number} now
 * @returns {Set<string>}
 */
export function age(pack, values, unknown, told_at, today, now) {
  const lapsed = new Set();
  for (const [name, minute] of Object.entries(told_at)) {
    const { ages, high } = pack.facts[name],
      day = day_at(minute),
      given = values[name];
    if (ages === "today" && day !== today && (name in values || unknown.has(name))) {
      delete values[name];
      unknown.delete(name);
      lapsed.add(name);
    } else if (["hours", "days"].includes(ages) && typeof given === "number") {
      values[name] = Math.min(given + (ages === "hours" ? (now - minute) / 60 : today - day), high);
    }
  }
  return lapsed;
}
