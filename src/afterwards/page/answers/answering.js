/** @import {Answer} from "../types" */
import { emergency, EVERY_KIND, kind_is_out } from "../evaluator/contraception.js";
import { bases } from "../evaluator/plan.js";
import { Asking } from "./asking.js";
import { ways_to_find_out } from "../evaluator/finding_out.js";
import { general_answer, related_to } from "./general.js";
import { asked_about, method_verdict, not_yet_free, of_one_kind } from "./method_answers.js";
import { question_of_method, reasons_told, said_of_methods } from "./method_answers.js";
import { with_others } from "./told_beside.js";
import { both_not_today, BY_LEVEL, CALLS, FREE, is_slower_help, NOT_TODAY, ONE_ACT } from "./verdicts.js";
import { OF_EMERGENCY, PLAN, rise, SIGNS_TODAY, STATEMENTS, URGENCY } from "./verdicts.js";

/** One question being answered for one person; the names are those of `answering.py`. */
export class Answering extends Asking {
  /** The answer: help that is needed now first, then her question's own. @returns {Answer} */
  made() {
    const { person, question, pack, guide } = this;
    let methods = this.methods(),
      candidates = this.candidates(methods);
    const raised = question.answers.find((one) => one.raises && this.holds(one));
    let short = raised ?? this.pick(candidates);
    const waits = person.help_is_due && !question.yes_beside_call;
    if (waits && short.verdict === "yes") [short, candidates] = [this.asking_first(), ["ask_first"]];
    if (waits) methods = methods.map((one) => not_yet_free(person, one));
    let { verdict, headline } = this.worded(short, raised ? [] : candidates),
      own = null,
      beside;
    [headline, beside] = with_others(this, short, headline);
    headline.push(...said_of_methods(this, verdict, raised).map((one) => person.say(one)));
    if (verdict === "yes" && guide.past_due) {
      [verdict, headline] = ["ask_first", person.hers(pack.asked.ask_first)];
    }
    const { call } = person;
    if (call && rise(verdict) < rise(call)) {
      const spoken = this.pick([call]),
        fits = spoken.verdict === call;
      if (is_slower_help(question, verdict)) short = fits ? spoken : { ...short, more: [], why: [] };
      else own = { verdict, headline };
      [verdict, headline] = [call, fits ? person.hers(spoken.say) : person.spoken_of.hers(pack.asked[call])];
    }
    const headed = new Set(headline.map((one) => one.id)),
      changes = this.changes(verdict);
    const hangs_on = [...question.deciding, ...[...changes, ...this.offers.flatMap((one) => one.open)].flatMap(({ needs }) => needs)];
    return {
      question,
      person,
      verdict,
      headline,
      own,
      methods,
      ask: this.ask(),
      hangs_on: () => (this.offers.length ? this.against_methods() : []),
      first: person.first().filter((one) => !headed.has(one.id)),
      opened: [...beside, ...reasons_told(this, short), ...person.hers([...short.more, ...this.of_emergency(short)])].filter(
        (one) => !headed.has(one.id)
      ),
      why: person.hers(short.why),
      until: own ? null : this.until(short),
      changes,
      general: () => general_answer(pack, question, guide.today),
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
      const found = asked_about(this, methods).map((one) => one.verdict);
      // What may be said of the one would be heard of the other.
      if (new Set(found).size > 1 && of_one_kind(this)) return ["ask_first"];
      return [["yes", "ask_first", "information"].find((one) => found.includes(one))];
    }
    if (name === STATEMENTS) return [];
    if (name === PLAN) return ["information"];
    if ([OF_EMERGENCY, EVERY_KIND].includes(name)) return this.contraception(name === OF_EMERGENCY);
    const level = pack.table.answer(name, this.denied(this.state));
    if (name === URGENCY) return this.urgency(level);
    if (ONE_ACT.includes(name) && both_not_today(level)) return BY_LEVEL[level.low];
    return BY_LEVEL[level.high];
  }

  /** That it may be an emergency, when a fact is not known, means a call today. */
  urgency({ low, high, reasons }) {
    if (low in CALLS) return [CALLS[low]];
    if (high in CALLS) return ["call_today"];
    const asked = ({ needs }) => !bases(needs).some((need) => this.never_asked(need));
    return BY_LEVEL[reasons.some(asked) ? "contact_soon" : "self_care"];
  }

  never_asked(fact) {
    const { question, told, pack } = this;
    if (pack.facts[fact].absent !== null || question.deciding.includes(fact)) return false;
    return !told.unknown.has(fact) && this.untold(fact);
  }

  contraception(only_emergency) {
    const { pack, guide } = this,
      level = pack.table.answer(EVERY_KIND, this.state);
    if (level.high === pack.decisions[EVERY_KIND].scale.at(-1)) {
      const left = !guide.person || emergency(guide.person).some((one) => !kind_is_out(one));
      return left ? ["do_now"] : ["ask_first"];
    }
    return only_emergency ? ["information"] : BY_LEVEL[level.high];
  }

  /** The answer that asks first: one that is certainly hers, or that for anyone. */
  asking_first() {
    const { answers } = this.question;
    return answers.find((one) => one.verdict === "ask_first" && this.holds(one)) ?? answers.at(-1);
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
    const last = answers.at(-1),
      as_careful = (one) => one.verdict === last.verdict && this.holds(one);
    return rows.find(fits) ?? (any ? undefined : rows.find(maybe)) ?? answers.find(as_careful) ?? last;
  }

  /** Where emergency contraception is the answer: what of each kind hangs on what she told of herself. */
  of_emergency({ verdict }) {
    const due = verdict === "do_now" && this.guide.person && this.person.emergency_contraception;
    return due ? emergency(this.guide.person).flatMap((one) => one.of_her) : [];
  }

  until({ until }) {
    const day = this.guide.voice.day(until);
    return day !== null && day > this.guide.today ? day : null;
  }

  /** What would change it, the most urgent first. */
  changes(verdict) {
    const { person, question, told, guide } = this,
      found = new Map();
    const add = (if_, then, rises_to, needs) => {
      if (!found.has(if_)) found.set(if_, { if: person.say(if_), then: person.say(then), verdict: rises_to, needs });
    };
    for (const { decision, if_, then, level, needs } of guide.open) {
      const unsure = needs.every((one) => told.unknown.has(one) || one === SIGNS_TODAY);
      if (unsure && [URGENCY, ...question.decides].includes(decision)) add(if_, then, BY_LEVEL[level][0], bases(needs));
    }
    for (const one of question.changes) if (this.may_change(one, verdict)) add(one.if_, one.then, one.verdict, bases(one.when));
    // Nothing slower stands beside a call.
    return [...found.values()]
      .filter((one) => !verdict.startsWith("call") || one.verdict !== "ask_first")
      .sort((one, other) => rise(other.verdict) - rise(one.verdict));
  }

  /** Whether it is not so already, and can come to be; what is so and asks for more than the answer is not lost. */
  may_change(change, verdict) {
    const { pack, guide } = this,
      { table } = pack.questions;
    const heard = verdict.startsWith("call") || rise(change.verdict) <= rise(verdict) || (this.offers.length && verdict === "information");
    if ((heard && this.holds(change)) || this.excepted(change) || !guide.fitting(change.if_).length) return false;
    if (!bases(change.when).every((one) => guide.may_apply(one))) return false;
    const literals = table.literals[change.row].filter(([name]) => pack.facts[name.split(".")[0]].context);
    return literals.every(([name, mask]) => this.circumstances.known[name] & mask);
  }

  /** Of the methods it decides: each with its verdict, categories and words. */
  methods() {
    const { person, pack } = this;
    return this.offers.map((offer) => {
      const own = question_of_method(pack, offer.method.id);
      const asked = own === this.question ? this : new Answering(person, own);
      let verdict = method_verdict(offer);
      const short = asked.pick([verdict]);
      // None of its answers with a yes is for her.
      if (short.verdict !== verdict && verdict === "yes") verdict = "ask_first";
      const headline = person.hers(short.verdict === verdict ? short.say : pack.asked.ask_first);
      return { method: offer.method.id, verdict, low: offer.low, high: offer.high, headline };
    });
  }
}
