/** @import {Pack, Question} from "../types" */
import { SIGNS_TODAY } from "../answers/verdicts.js";

const OF_THE_DATE = ["weeks_pregnant", "rhesus", "anti_d_given"];
const OF_BLEEDING = ["pads_soaked_per_hour", "hours_soaking", "large_clots", "bleeding_course"];
const OF_TODAY = ["bleeding_now", "pain", "bleeding_in_pregnancy", ...OF_BLEEDING];
const OF_THE_LOSS = ["management", "days_since_loss", "hcg_follow_up"];
const SINCE = "days_since_loss",
  KIND = "loss_kind",
  LEAST_BOXES = 3;

/**
 * The facts of the next page: those of the first one's group, and what stands beside them. After a page about today first what only
 * help hangs on, which that page shows on itself.
 * @param {Question} question
 */
export function next_facts(question, ask, before = []) {
  const group = group_of(question, ask[0]),
    others = ask.filter((fact) => !question.deciding.includes(fact));
  if (others.length && is_about_today(question, before)) return others;
  const beside = [...group];
  if (group.includes(SINCE)) beside.push(...OF_THE_DATE);
  if (group.includes(KIND)) beside.push(...OF_THE_LOSS);
  if (is_today([...group, ask[0]])) beside.push(...OF_TODAY);
  const chosen = ask.filter((fact) => beside.includes(fact));
  if (chosen.length) return chosen;
  return others.length ? others : [ask[0]];
}

/** Whether the page before shows these on itself, once it is answered. @param {Question} question */
export function is_revealed(question, facts, before) {
  if (!before.length) return false;
  const group = group_of(question, before[0]);
  if (group.some((fact) => facts.includes(fact))) return true;
  const dated = group.includes(SINCE) && facts.every((fact) => OF_THE_DATE.includes(fact));
  const of_today = (fact) => OF_TODAY.includes(fact) || !question.deciding.includes(fact);
  return dated || (is_about_today(question, before) && facts.every(of_today));
}

/** @param {Question} question */
function is_about_today(question, before) {
  return before.length > 0 && is_today([...group_of(question, before[0]), ...before]);
}

/** @param {Question} question */
function group_of(question, fact) {
  return question.groups.find((one) => one.includes(fact)) ?? [];
}

function is_today(facts) {
  return facts.some((fact) => OF_TODAY.includes(fact));
}

/** How many pages are still to come when nothing is told that changes it. @param {Question} question */
export function pages_left(question, ask, before) {
  let rest = ask.filter((fact) => fact !== SIGNS_TODAY),
    last = before,
    count = 0;
  while (rest.length) {
    const facts = next_facts(question, rest, last);
    if (!is_revealed(question, facts, last)) count += 1;
    last = facts;
    rest = rest.filter((fact) => !facts.includes(fact));
  }
  return count;
}

/** The facts as a page asks them: a date for the days since, height and weight for the BMI. @param {Pack} pack */
export function as_asked(pack, facts) {
  const date_of = (fact) => pack.giving.find((one) => one.gives === fact)?.name;
  const asked = facts.flatMap((fact) => (fact === "bmi" ? ["height_cm", "weight_kg"] : [date_of(fact) ?? fact]));
  return [...new Set(asked)];
}

/** The fact that a table knows by what a page asks. @param {Pack} pack */
export function tells(pack, asked) {
  const { gives } = pack.facts[asked];
  return ["height_cm", "weight_kg"].includes(asked) ? [asked, "bmi"] : [gives || asked];
}

/** The yes/no facts of a page stand together as boxes where they are several; what a tick of one brings up is below. @param {Pack} pack */
export function boxes_of(pack, facts) {
  const every = facts.filter((fact) => pack.facts[fact].kind === "yes_no"),
    boxes = every.filter((fact) => !every.includes(pack.facts[fact].gate?.[0] ?? ""));
  return boxes.length >= LEAST_BOXES ? boxes : [];
}

/**
 * What of a page is shown: what is answered here, then the first that is still open; boxes together.
 * @param {Pack} pack
 * @param {string[]} facts those of the page, as asked
 * @param {Set<string>} answered those with an answer on the page
 * @param {string[]} ask what her question still hangs on
 * @returns {string[]}
 */
export function shown_facts(pack, facts, answered, ask) {
  const open = facts.filter((fact) => !answered.has(fact) && tells(pack, fact).some((one) => ask.includes(one)));
  const boxes = boxes_of(pack, facts),
    first = open[0];
  const next = boxes.includes(first) ? open.filter((one) => boxes.includes(one)) : first ? [first] : [];
  return facts.filter((fact) => answered.has(fact) || next.includes(fact));
}
