// Verdicts and what levels of the decisions become; see `answers.py`, which says the same.

export const URGENCY = "urgency",
  SIGNS_TODAY = "signs_today",
  EXCLUDERS = "excluders";
export const PLAN = "plan",
  STATEMENTS = "statements",
  OF_EMERGENCY = "emergency_contraception";
/** Verdicts whose words may be said only where their circumstances are certain. */
export const FREE = ["yes", "information", "do_now"];
/** What counts as one act where sex, trying or a method is decided: not today. */
export const NOT_TODAY = ["not_yet", "ask_first"];
export const ONE_ACT = ["sex_readiness", "trying_again", "sex_in_pregnancy"];
/** Verdicts, the most urgent last. */
const RISING = ["information", "yes", "not_yet", "ask_first", "do_now", "call_today", "call_now"];
/** The calls that two levels of the urgency become. */
export const CALLS = { urgent_same_day: "call_today", emergency: "call_now" };
/** The verdicts a level may be given in; of several the question's first answer decides. */
export const BY_LEVEL = {
  self_care: ["yes", "information"],
  contact_soon: ["ask_first"],
  urgent_same_day: ["call_today"],
  emergency: ["call_now"],
  when_you_feel_ready: ["yes", "information"],
  wait: ["not_yet"],
  ask_your_clinician: ["ask_first"],
  fine: ["yes"],
  ask_first: ["ask_first"],
  not_for_now: ["not_yet"],
  none: ["information"],
  use_if_you_have_sex: ["yes", "not_yet"],
  emergency_contraception_may_help: ["do_now"],
  looking_after_yourself: ["information"],
  talk_to_someone: ["ask_first"],
  crisis: ["call_today"],
};

/** How urgent a verdict is. @param {string} verdict @returns {number} */
export function rise(verdict) {
  return RISING.indexOf(verdict);
}

/**
 * Whether a question's own answer only says to seek help, and later than a call that comes before it.
 * @param {{decides: string[]}} question @param {string} verdict
 */
export function is_slower_help({ decides: [name] }, verdict) {
  return verdict.startsWith("call") || (verdict === "ask_first" && [URGENCY, STATEMENTS, "feelings"].includes(name));
}

/** Whether both ends of a level mean "not today". */
export function both_not_today({ low, high }) {
  return [low, high].every((level) => NOT_TODAY.includes(BY_LEVEL[level][0]));
}
