/** @import {Person} from "./person.js" */
/** @import {Pack, Question, State} from "../types" */
import { EVERY_KIND } from "../evaluator/contraception.js";
import { bases, facts_to_ask } from "../evaluator/plan.js";
import { asked_at } from "../evaluator/questions.js";
import { Table } from "../evaluator/table.js";
import { BY_LEVEL, CALLS, EXCLUDERS, NOT_TODAY, OF_EMERGENCY, ONE_ACT, PLAN } from "./verdicts.js";
import { SIGNS_TODAY, STATEMENTS, URGENCY } from "./verdicts.js";

const CATEGORIES = ["1", "2", "-", "3", "4"];

/** One question and one person: what of her the answer hangs on, and what of it she was not asked. The names are those of `asking.py`. */
export class Asking {
  /** @param {Person} person @param {Question} question */
  constructor(person, question) {
    const { guide, closed } = person;
    this.person = person;
    this.question = question;
    this.pack = person.pack;
    this.told = person.told;
    this.guide = guide;
    const waits = (one) => this.untold(one) && guide.may_apply(one);
    this.pending = new Set(closed ? [] : question.deciding.filter(waits));
    const [state, circumstances] = person.states(this.pending);
    this.state = state;
    this.circumstances = circumstances;
  }

  /** The facts not yet asked on which it hangs that the answer may be shown as hers. */
  ask() {
    const { person, pack, told, question } = this;
    if (person.closed) return [];
    const excluders = this.excluders(),
      deciding = [...question.deciding];
    deciding.push(...excluders.filter((one) => !deciding.includes(one)));
    const wanted = new Set(this.for_her_question(excluders));
    // It follows the page of signs at once: it is only told, or asks one page or none.
    const follows_signs = question.pages <= 1 || question.decides.join() === STATEMENTS;
    const help = follows_signs ? [] : this.open_needs(person.open_state, Object.keys(CALLS));
    for (const one of help) wanted.add(one);
    const rest = Object.keys(pack.facts).filter((one) => wanted.has(one) && !deciding.includes(one));
    const signs = told.says(SIGNS_TODAY) ? [] : [SIGNS_TODAY];
    return [...signs, ...deciding.filter((one) => wanted.has(one)), ...rest];
  }

  /** The facts that can bring a category of her methods to 3, 4 or none, as boxes on one page. */
  excluders() {
    const { guide, question, pack } = this;
    if (!guide.person || !question.groups.flat().includes(EXCLUDERS)) return [];
    const detail = (fact) => {
      const gate = pack.facts[fact].gate?.[0];
      return gate && !pack.facts[gate].context;
    };
    const against = this.askable(this.against_methods()).filter((one) => !detail(one)),
      { classes } = guide.person.contraception.table;
    // What only closes another beside it need not be asked: nothing said of it leaves the other open.
    const silence_meets = (name, condition) => name in classes && classes[name].absent() & classes[name].meeting(condition);
    const gates = against.map((one) => pack.facts[one].gate).filter((gate) => gate && against.includes(gate[0]));
    const closing = gates.filter((gate) => silence_meets(...gate)).map(([name]) => name);
    return against.filter((one) => !closing.includes(one));
  }

  against_methods() {
    const { contraception, state, guideline } = this.guide.person,
      levels = {};
    for (const one of this.question.decides) levels[`${guideline} ${one}`] = places_from(2, CATEGORIES.length);
    return asked_at(contraception.table, state, levels);
  }

  /** The facts to ask of the rules that may yet take the urgency to one of these levels. @param {State} state */
  open_needs(state, levels) {
    const { pack } = this,
      { scale } = pack.decisions[URGENCY];
    const { low, reasons } = pack.table.answer(URGENCY, this.denied(state));
    const above = ({ level }) => levels.includes(level) && scale.indexOf(level) > scale.indexOf(low);
    const rules = reasons.filter((one) => !one.certain && above(one));
    return this.askable(rules.flatMap(({ needs }) => needs).filter((one) => !state.asked.has(one)));
  }

  /** The state without what "None of these" denies of findings together, that this question does not ask. @param {State} state */
  denied(state) {
    const { told, pack, question } = this;
    if (told.values[SIGNS_TODAY] !== "none") return state;
    const gone = new Set();
    for (const { when } of pack.signs) {
      const names = Object.keys(when);
      if (names.length > 1 && !asks_itself(pack, question, names)) for (const row of pack.table.within(when)) gone.add(row);
    }
    const possible = state.possible.map((may, row) => may && (state.certain[row] || !gone.has(row)));
    return { ...state, possible };
  }

  /** The facts not asked on which it hangs what she may do today. */
  for_her_question(excluders) {
    const { question, pack, state, offers } = this,
      [decides] = question.decides;
    if (decides === STATEMENTS) return this.named_by(question.answers.filter((one) => this.holds(one) === null));
    // Each line of the plan hangs on some of them.
    if (decides === PLAN) return question.deciding.filter((one) => this.untold(one) && this.guide.may_apply(one));
    let names;
    if (offers.length) names = this.against_methods();
    else if (decides === URGENCY) {
      const { scale } = pack.decisions[URGENCY];
      const levels = boundaries(pack, URGENCY).map((place) => scale[place]);
      names = this.open_needs(state, levels);
    } else {
      const name = decides === OF_EMERGENCY ? EVERY_KIND : decides;
      names = asked_at(pack.table, state, { [name]: boundaries(pack, name) });
    }
    const askable = this.askable(names);
    const own = question.deciding.filter((one) => askable.includes(one));
    if (!offers.length) return own;
    // Each of its answers with a yes is for some losses and days.
    const may = offers.some(({ against, low }) => !against && (low === 1 || low === 2));
    const open = question.answers.filter((one) => may && one.verdict === "yes" && this.is_so(one) === null);
    return [...excluders, ...this.named_by(open), ...own];
  }

  /** The deciding facts not told that these answers name. */
  named_by(rows) {
    const { question, pack } = this,
      { table } = pack.questions;
    const named = bases(rows.flatMap((one) => table.literals[one.row].map(([name]) => name)));
    return question.deciding.filter((one) => named.includes(one) && this.untold(one));
  }

  /** The facts that ask for these of a table, none that was asked. */
  askable(names) {
    const { guide, pack, question } = this;
    return bases(names)
      .flatMap((one) => facts_to_ask(pack.facts, one, question.deciding))
      .filter((one) => this.untold(one) && guide.may_apply(one));
  }

  /** Whether a fact was neither told nor asked, in this way or another. */
  untold(fact) {
    const { told, pack } = this;
    const other = pack.giving.find((one) => one.gives === fact)?.name;
    return !told.answers(fact) && !told.unknown.has(other);
  }

  /** Whether its circumstances hold, null when that is open; false where it is not for her. */
  holds(one) {
    return this.guide.fitting(one.say ? one.say[0] : one.if_).length ? this.is_so(one) : false;
  }

  /** As `holds`, whoever its heading is for. */
  is_so(one) {
    return this.excepted(one) ? false : Table.any([one.row], this.circumstances);
  }

  excepted({ unless }) {
    return unless.some((row) => Table.any([row], this.circumstances));
  }

  /** The methods that her question is about, each with its category. */
  get offers() {
    const { person, question, guide } = this;
    if (!guide.person?.contraception.offered.includes(question.decides[0])) return [];
    return person.offers.filter((one) => question.decides.includes(one.method.id));
  }
}

function places_from(first, end) {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

/**
 * Whether a question asks all findings of a line of several itself, or is told one that stays true by being asked; what is true of
 * today alone is no question's own.
 * @param {Pack} pack
 */
export function asks_itself(pack, { deciding, implies }, names) {
  const told = (name) => deciding.includes(name) || (name in implies && pack.facts[name].ages !== "today");
  return names.length > 1 && bases(names).every(told);
}

/** The levels at which what she may do today becomes another. @param {Pack} pack */
function boundaries(pack, name) {
  const acts = pack.decisions[name].scale.map((level) => {
    const [act] = BY_LEVEL[level];
    return ONE_ACT.includes(name) && NOT_TODAY.includes(act) ? "not today" : act;
  });
  return places_from(1, acts.length).filter((place) => acts[place] !== acts[place - 1]);
}
