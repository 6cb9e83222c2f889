/** @import {Answer, Question, Said} from "../types" */
/** @import {Person} from "./person.js" */
import { can_start, emergency, EVERY_KIND, kind_is_out } from "../evaluator/contraception.js";
import { bases, tellers } from "../evaluator/plan.js";
import { Table } from "../evaluator/table.js";
import { Voice } from "../wording.js";
import { still_to_ask, without_denied } from "./asking.js";
import { ways_to_find_out } from "./finding_out.js";
import { both_not_today, BY_LEVEL, CALLS, FREE, NOT_TODAY, ONE_ACT } from "./verdicts.js";
import { OF_EMERGENCY, PLAN, rise, SIGNS_TODAY, STATEMENTS, URGENCY } from "./verdicts.js";

const NOT_SUITABLE = 4;

/**
 * A question not for her, asked by name, or that speaks to her and someone else asks: whom it is for, and what is for her.
 * @param {Person} person
 * @param {Question} question
 * @param {"not_hers"|"speaks_to_her"} why
 * @param {() => Said[]} general
 * @returns {Answer}
 */
export function only_general(person, question, why, general = () => []) {
  const { pack, call } = person,
    lines = person.hers(pack.asked[why]);
  return {
    speaks_to_her: why === "speaks_to_her",
    question,
    person,
    verdict: call || "information",
    ask: [],
    first: person.first(),
    headline: call ? person.spoken_of.hers(pack.asked[call]) : lines,
    opened: [],
    why: lines,
    until: null,
    changes: [],
    find_out: [],
    general,
    methods: [],
    related: related_to(person, question),
    own: call ? { verdict: "information", headline: lines } : null,
  };
}

/** @param {Person} person @param {Question} question */
function related_to(person, question) {
  return question.related.filter((one) => person.concerns(person.pack.questions.by_id[one]));
}

/** One question being answered for one person; the names are those of `answers.py`. */
export class Answering {
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

  /** The answer: help that is needed now first, then her question's own. @returns {Answer} */
  made() {
    const { person, question, pack, guide } = this,
      methods = this.methods();
    const candidates = this.candidates(methods);
    const raised = question.answers.find((one) => one.raises && this.holds(one));
    const short = raised ?? this.pick(candidates);
    let { verdict, headline } = this.worded(short, raised ? [] : candidates),
      own = null;
    if (verdict === "yes" && guide.past_due) {
      [verdict, headline] = ["ask_first", person.hers(pack.asked.ask_first)];
    }
    const { call } = person;
    if (call && rise(verdict) < rise(call)) {
      own = { verdict, headline };
      const spoken = this.pick([call]),
        fits = spoken.verdict === call;
      [verdict, headline] = [call, fits ? person.hers(spoken.say) : person.spoken_of.hers(pack.asked[call])];
    }
    const headed = new Set(headline.map((one) => one.id)),
      changes = this.changes();
    const open = [...changes, ...this.offers.flatMap((one) => one.open)];
    const hangs_on = [...question.deciding, ...open.flatMap(({ needs }) => needs)];
    return {
      question,
      person,
      verdict,
      headline,
      own,
      methods,
      ask: still_to_ask(this),
      first: person.first().filter((one) => !headed.has(one.id)),
      opened: person.hers(short.more),
      why: person.hers(short.why),
      until: own ? null : this.until(short),
      changes,
      general: () => this.general(),
      find_out: ways_to_find_out(guide, hangs_on).map((one) => person.say(one)),
      related: related_to(person, question),
    };
  }

  /** The verdicts her question's own answer may have; none where the answers decide. */
  candidates(methods) {
    const { question, person, pack } = this,
      [name] = question.decides;
    const now = question.answers.some((one) => one.verdict === "do_now");
    if (now && person.emergency_contraception) return ["do_now"];
    if (methods.length) {
      const found = methods.map((one) => one.verdict);
      return [["yes", "ask_first", "information"].find((one) => found.includes(one))];
    }
    if (name === STATEMENTS) return [];
    if (name === PLAN) return ["information"];
    if ([OF_EMERGENCY, EVERY_KIND].includes(name)) return this.contraception(name === OF_EMERGENCY);
    const level = pack.table.answer(name, without_denied(this, this.state));
    if (name === URGENCY) return this.urgency(level);
    if (ONE_ACT.includes(name) && both_not_today(level)) return BY_LEVEL[level.low];
    return BY_LEVEL[level.high];
  }

  /** That it may be an emergency, when a fact is not known, means a call today. */
  urgency({ low, high, reasons }) {
    if (low in CALLS) return [CALLS[low]];
    if (high in CALLS) return ["call_today"];
    const never = (needs) => bases(needs).some((need) => this.never_asked(need));
    return BY_LEVEL[reasons.some(({ needs }) => !never(needs)) ? "contact_soon" : "self_care"];
  }

  never_asked(fact) {
    const { question, told, pack } = this,
      asked = question.deciding.includes(fact);
    if (pack.facts[fact].absent !== null || asked) return false;
    return !told.unknown.has(fact) && this.untold(fact);
  }

  contraception(only_emergency) {
    const { pack, guide } = this,
      level = pack.table.answer(EVERY_KIND, this.state);
    if (level.high === pack.decisions[EVERY_KIND].scale.at(-1)) {
      const left = !guide.person || emergency(guide.person).some((one) => !kind_is_out(one));
      return left ? ["do_now"] : ["ask_first", "information"];
    }
    return only_emergency ? ["information"] : BY_LEVEL[level.high];
  }

  /** The verdict and its words; an answer for anyone is never freer than what the engine says. */
  worded(short, candidates) {
    const { person, pack } = this,
      [first] = candidates;
    const least = first && !FREE.includes(first) ? first : "information";
    const not_today = [short.verdict, least].every((one) => NOT_TODAY.includes(one));
    return rise(short.verdict) < rise(least) && !not_today
      ? { verdict: least, headline: person.hers(pack.asked[least]) }
      : { verdict: short.verdict, headline: person.hers(short.say) };
  }

  /** The first answer with one of these verdicts that fits her; the last, which is for anyone. */
  pick(candidates) {
    const { answers } = this.question,
      any = !candidates.length;
    const rows = answers.filter((one) => any || candidates.includes(one.verdict));
    const held = new Map(rows.map((one) => [one, this.holds(one)]));
    const maybe = (one) => held.get(one) === null && !FREE.includes(one.verdict);
    // What is only possible is no reason for 999: the urgency makes a call today of it.
    const fits = any ? (one) => held.get(one) || (maybe(one) && one.verdict !== "call_now") : (one) => held.get(one);
    return rows.find(fits) ?? (any ? undefined : rows.find(maybe)) ?? answers.at(-1);
  }

  /** Whether its circumstances hold, null when that is open; false where it is not for her. */
  holds(one) {
    const hers = !this.excepted(one) && this.guide.fitting(one.say ? one.say[0] : one.if_).length;
    return hers ? Table.any([one.row], this.circumstances) : false;
  }

  excepted({ unless }) {
    return unless.some((row) => Table.any([row], this.circumstances));
  }

  until({ until }) {
    const day = this.guide.voice.day(until);
    return day !== null && day > this.guide.today ? day : null;
  }

  /** The answer for anyone, in the words of nobody in particular. Made when it is read. */
  general() {
    const voice = Voice.of_nobody(this.pack, this.guide.today);
    const named = this.question.answers.flatMap(({ if_, say }) => [if_, ...say]).filter(Boolean);
    return [...new Set(named)].map((id) => ({ id, text: voice.say(id) }));
  }

  /** What would change it, the most urgent first. */
  changes() {
    const { person, question, told, guide } = this,
      found = new Map();
    const add = (if_, then, verdict, needs) => {
      const change = { if: person.say(if_), then: person.say(then), verdict, needs };
      if (!found.has(if_)) found.set(if_, change);
    };
    for (const { decision, if_, then, level, needs } of guide.open) {
      const unsure = needs.every((one) => told.unknown.has(one) || one === SIGNS_TODAY);
      const mine = decision === URGENCY || question.decides.includes(decision);
      if (mine && unsure) add(if_, then, BY_LEVEL[level][0], bases(needs));
    }
    for (const one of question.changes) {
      if (this.may_change(one)) add(one.if_, one.then, one.verdict, bases(one.when));
    }
    return [...found.values()].sort((one, other) => rise(other.verdict) - rise(one.verdict));
  }

  /** Whether it is not so already, and can come to be. */
  may_change(change) {
    const { pack, guide } = this,
      { table } = pack.questions,
      facts = change.when;
    if (this.holds(change) || this.excepted(change)) return false;
    if (!guide.fitting(change.if_).length) return false;
    if (!facts.every((one) => guide.may_apply(one.split(".")[0]))) return false;
    const literals = table.literals[change.row].filter(([name]) => pack.facts[name.split(".")[0]].context);
    return literals.every(([name, mask]) => this.circumstances.known[name] & mask);
  }

  /** Of the methods it decides: each with its verdict, categories and words. */
  methods() {
    const { guide, person, pack } = this;
    if (!guide.person?.contraception.offered.includes(this.question.decides[0])) return [];
    return this.offers.map((offer) => {
      const own = this.own_question(offer.method.id);
      const asked = own === this.question ? this : new Answering(person, own);
      let verdict = method_verdict(offer);
      const short = asked.pick([verdict]);
      // None of its answers with a yes is for her.
      if (short.verdict !== verdict && verdict === "yes") verdict = "ask_first";
      const headline = person.hers(short.verdict === verdict ? short.say : pack.asked.ask_first);
      return { method: offer.method.id, verdict, low: offer.low, high: offer.high, headline };
    });
  }

  get offers() {
    return this.person.offers.filter((one) => this.question.decides.includes(one.method.id));
  }

  /** The question about this method with the fewest others. */
  own_question(method) {
    const all = Object.values(this.pack.questions.by_id);
    const asked = all.filter((one) => one.decides.includes(method));
    return asked.reduce((best, one) => (one.decides.length < best.decides.length ? one : best));
  }

  /** The facts that ask for these of a table, none that was asked. */
  askable(names) {
    const { pack, question, guide } = this;
    const ways = (name) => {
      const entry = pack.facts[name],
        others = tellers(entry);
      return entry.held && !question.deciding.includes(name) ? others : [name, ...others];
    };
    return bases(names)
      .flatMap(ways)
      .filter((one) => this.untold(one) && guide.may_apply(one));
  }

  /** Whether a fact was neither told nor asked, in this way or another. */
  untold(fact) {
    const { told, pack } = this;
    const other = pack.giving.find((one) => one.gives === fact)?.name ?? fact;
    return !told.says(fact) && !told.unknown.has(fact) && !told.unknown.has(other);
  }
}

function method_verdict(offer) {
  const { against, low, high, phase } = offer;
  if (against || (low === NOT_SUITABLE && high === NOT_SUITABLE)) return "information";
  const goes = phase === "continue" && (high === 1 || high === 2);
  return can_start(offer) || goes ? "yes" : "ask_first";
}
