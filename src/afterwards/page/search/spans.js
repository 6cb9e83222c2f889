/** @import {Span} from "../types" */
const DAYS = { d: 1, day: 1, w: 7, week: 7, fortnight: 14, month: 30 };
const HOURS = ["h", "hour"],
  NUMBER = /^\d+(\.\d+)?$/;

/**
 * The lengths of time in a text: where each stands, and its days, weeks or hours.
 * @param {string[]} words in the words of the pack
 * @returns {Span[]}
 */
export function spans_in(words) {
  return words.flatMap((word, at) => span_at(words, word, at));
}

/** @param {string[]} words @param {string} word @param {number} at @returns {Span[]} */
function span_at(words, word, at) {
  const next = words[at + 1],
    last = words[at - 1] ?? "",
    day = { from: at, to: at };
  if (NUMBER.test(word)) {
    const number = Number(word),
      span = { from: at, to: at + 1 };
    if (HOURS.includes(next)) return [{ ...span, hours: number }];
    if (!Object.hasOwn(DAYS, next ?? "") || last === "day") return [];
    return [{ ...span, days: number * DAYS[next], weeks: DAYS[next] === 7 ? number : 0 }];
  }
  if (word === "day" && /^\d+$/.test(next ?? "")) {
    return [{ from: at, to: at + 1, days: Number(next), counted: true }];
  }
  if (word === "fortnight" && !NUMBER.test(last)) return [{ ...day, days: 14 }];
  return word === "yesterday" ? [{ ...day, days: 1, ago: true }] : word === "today" ? [{ ...day, days: 0, ago: true }] : [];
}
