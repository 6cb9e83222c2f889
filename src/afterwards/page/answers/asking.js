/** @import {Answering} from "./answering.js" */
/** @import {Pack, State} from "../types" */
import { EVERY_KIND } from "../evaluator/contraception.js";
import { asked_at } from "../evaluator/questions.js";
import { BY_LEVEL, CALLS, EXCLUDERS, NOT_TODAY, OF_EMERGENCY, ONE_ACT, PLAN } from "./verdicts.js";
import { SIGNS_TODAY, STATEMENTS, URGENCY } from "./verdicts.js";

const CATEGORIES = ["1", "2", "-", "3", "4"];

/** The facts not yet asked on which it hangs that the answer may be shown as hers. */
export function still_to_ask(answering) {
  const { person, pack, told, question } = answering;
  if (person.closed) return [];
  const excluders = find_excluders(answering),
    deciding = [...question.deciding];
  deciding.push(...excluders.filter((one) => !deciding.includes(one)));
  const wanted = new Set(for_her_question(answering, excluders));
  // It follows the page of signs at once: it is only told, or asks one page or none.
  const exempt = question.pages <= 1 || question.decides.join() === STATEMENTS;
  const help = exempt ? [] : open_needs(answering, person.open_state, Object.keys(CALLS));
  for (const one of help) wanted.add(one);
  const rest = Object.keys(pack.facts).filter((one) => wanted.has(one) && !deciding.includes(one));
  const signs = told.says(SIGNS_TODAY) ? [] : [SIGNS_TODAY];
  return [...signs, ...deciding.filter((one) => wanted.has(one)), ...rest];
}

/** The facts that can bring a category of her methods to 3, 4 or none, as boxes on one page. */
function find_excluders(answering) {
  const { question, pack } = answering;
  if (!answering.guide.person || !question.groups.flat().includes(EXCLUDERS)) return [];
  const detail = (fact) => {
    const gate = pack.facts[fact].gate?.[0];
    return gate && !pack.facts[gate].context;
  };
  return answering.askable(against_methods(answering)).filter((one) => !detail(one));
}

function against_methods({ guide, question }) {
  const { contraception, state, guideline } = guide.person,
    levels = {};
  for (const one of question.decides) levels[`${guideline} ${one}`] = places_from(2, CATEGORIES.length);
  return asked_at(contraception.table, state, levels);
}

function places_from(first, end) {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

/** The facts to ask of the rules that may yet take the urgency to one of these levels. @param {State} state */
function open_needs(answering, state, levels) {
  const { pack } = answering,
    { scale } = pack.decisions[URGENCY];
  const { low, reasons } = pack.table.answer(URGENCY, without_denied(answering, state));
  const above = ({ level }) => levels.includes(level) && scale.indexOf(level) > scale.indexOf(low);
  const rules = reasons.filter((one) => !one.certain && above(one));
  const needed = rules.flatMap(({ needs }) => needs).filter((one) => !state.asked.has(one));
  return answering.askable(needed);
}

/** The state without what "None of these" denies of findings together, that this does not ask. @param {Answering} asked @param {State} state */
export function without_denied({ told, pack, question }, state) {
  if (told.values[SIGNS_TODAY] !== "none") return state;
  const gone = new Set();
  for (const { when } of pack.signs) {
    const names = Object.keys(when);
    if (names.length > 1 && !asks_itself(pack, question, names)) for (const row of pack.table.within(when)) gone.add(row);
  }
  const possible = state.possible.map((may, row) => may && (state.certain[row] || !gone.has(row)));
  return { ...state, possible };
}

/**
 * Whether a question asks all findings of a line of several itself, or is told one that stays true by being asked; what is true of
 * today alone is no question's own.
 * @param {Pack} pack
 */
export function asks_itself(pack, { deciding, implies }, names) {
  const told = (name) => deciding.includes(name) || (name in implies && pack.facts[name].ages !== "today");
  return names.length > 1 && names.every((one) => told(one.split(".")[0]));
}

/** The facts not asked on which it hangs what she may do today. */
function for_her_question(answering, excluders) {
  const { question, pack, state } = answering,
    [decides] = question.decides;
  if (decides === STATEMENTS) return of_the_words(answering);
  if (decides === PLAN) {
    // Each line of the plan hangs on some of them.
    const open = (one) => answering.untold(one) && answering.guide.may_apply(one);
    return question.deciding.filter(open);
  }
  let names;
  if (answering.offers.length && answering.guide.person) names = against_methods(answering);
  else if (decides === URGENCY) {
    const { scale } = pack.decisions[URGENCY];
    names = open_needs(
      answering,
      state,
      boundaries(pack, URGENCY).map((place) => scale[place])
    );
  } else {
    const name = decides === OF_EMERGENCY ? EVERY_KIND : decides;
    names = asked_at(pack.table, state, { [name]: boundaries(pack, name) });
  }
  const askable = answering.askable(names);
  const own = question.deciding.filter((one) => askable.includes(one));
  return answering.offers.length ? [...excluders, ...own] : own;
}

/** The levels at which what she may do today becomes another. @param {Pack} pack */
function boundaries(pack, name) {
  const acts = pack.decisions[name].scale.map((level) => {
    const [act] = BY_LEVEL[level];
    return ONE_ACT.includes(name) && NOT_TODAY.includes(act) ? "not today" : act;
  });
  return places_from(1, acts.length).filter((place) => acts[place] !== acts[place - 1]);
}

/** The deciding facts not told on which it hangs which answer is given. */
function of_the_words(answering) {
  const { question, pack } = answering,
    { table } = pack.questions,
    named = new Set();
  for (const one of question.answers.filter((each) => answering.holds(each) === null)) {
    for (const [name] of table.literals[one.row]) named.add(name.split(".")[0]);
  }
  return question.deciding.filter((one) => named.has(one) && answering.untold(one));
}
