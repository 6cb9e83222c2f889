/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Options, Question, State} from "../types" */
/** @import {Voice} from "../wording.js" */
import { EVERY_KIND, emergency, kind_is_out } from "../evaluator/contraception.js";
import { guide_of } from "../evaluator/guide.js";
import { FIRST } from "../evaluator/plan.js";
import { known_in } from "../reading/known.js";
import { Answering } from "./answering.js";
import { only_general } from "./general.js";
import { CALLS, URGENCY } from "./verdicts.js";

const ALL = "all",
  PARTNER = "partner",
  RHESUS = "rhesus";

/** One person and her guide; each question is answered from the same reading of what she told. */
export class Person {
  /** @param {Guide} guide @param {Options} options @param {Voice} voice */
  constructor(guide, options, voice = guide.voice) {
    this.guide = guide;
    this.options = options;
    this.voice = voice;
    this.closed = options.closed_world ?? false;
    this.pack = guide.pack;
    this.told = guide.told;
    /** @type {Record<string, any>} what was asked for once */
    this.made = {};
    /** @type {Map<string, State[]>} */
    this.made_states = new Map();
  }

  /** Made when it is first asked for. @template T @param {string} name @param {() => T} make @returns {T} */
  once(name, make) {
    if (!(name in this.made)) this.made[name] = make();
    return this.made[name];
  }

  /** Whether a question is for her guide and her kind of loss. */
  concerns({ guides, kinds }, known = true) {
    const { guide, loss_kind } = this.told.values;
    const for_them = guides.includes(PARTNER) && (this.asked_by_other || !known);
    if (guide !== undefined && !guides.includes(guide) && !for_them) return false;
    if (guide === "pregnant" || kinds.includes(ALL) || !kinds.length) return true;
    const kind = this.kind_of_loss();
    return kinds.includes(kind) || kinds.includes(loss_kind) || (!known && kind === undefined);
  }

  /** Whether a partner, relative or friend asks. */
  get asked_by_other() {
    return this.told.values.who_asks === "partner_or_friend";
  }

  /** Of whom calls and clocks speak: to whoever asks for her, of her. @returns {Person} */
  get spoken_of() {
    return this.asked_by_other ? this.about_her : this;
  }

  /** The same person, spoken of to someone else. @returns {Person} */
  get about_her() {
    return this.once("about_her", () => new Person(this.guide, this.options, this.voice.about_her()));
  }

  /** The kind of her loss; from 24 weeks on a later loss, whatever it is called. */
  kind_of_loss() {
    const kind = this.told.values.loss_kind,
      { becomes } = this.pack.facts.loss_kind;
    if (!becomes) return kind;
    const [fact, least, of, value] = becomes,
      number = this.told.number(fact);
    return of.includes(kind) && number !== null && number >= least ? value : kind;
  }

  /** The answer to one question. @param {Question} question */
  answer(question) {
    if (!this.concerns(question, false)) return only_general(this, question, "not_hers");
    if (this.asked_by_other && !question.guides.includes(PARTNER)) return only_general(this, question, "speaks_to_her");
    return new Answering(question.of_asker ? this : this.spoken_of, question).made();
  }

  /** Every method with its category, where her guide compares any. */
  get offers() {
    return this.once("offers", () => this.guide.methods());
  }

  /** What the decisions' table knows when nothing is taken as absent. */
  get open_state() {
    return this.once("open_state", () => {
      const { table } = this.pack,
        [known, asked] = known_in(this.pack, table, this.told);
      const undated = this.told.days_since_loss === null && !(RHESUS in known);
      if (undated && RHESUS in table.classes) known[RHESUS] = table.classes[RHESUS].of("positive");
      return table.state(known, asked);
    });
  }

  /** The facts that can concern her, of which she said nothing, and whose absent value can be a sign: never taken from silence. */
  get silent() {
    const { closed, guide, pack, told } = this,
      untold = (name) => pack.facts[name].absence_tells && !told.says(name) && !told.unknown.has(name);
    const silent = (name) => untold(name) && guide.may_apply(name);
    return this.once("silent", () => (closed ? [] : Object.keys(pack.facts).filter(silent)));
  }

  /** Her guide when what was not told is absent: what is certainly due then is due. */
  get settled() {
    const { closed, guide, pack, told, options } = this;
    if (closed) return guide;
    const heard = { ...told, unknown: new Set([...told.unknown, ...this.silent]) };
    return this.once("settled", () => guide_of(pack, heard, { ...options, closed_world: true }));
  }

  /** Whether what she told needs help today or now; also after she has called, as nothing says that it has been looked at. */
  get help_is_due() {
    return this.settled.answers[URGENCY].low in CALLS;
  }

  /** The call that is certainly due, whatever she asked; "" for none, and when she has called. */
  get call() {
    const called = this.told.values.called_for_help === "yes";
    return called ? "" : (CALLS[this.settled.answers[URGENCY].low] ?? "");
  }

  /** Whether she told of sex for which a kind of emergency contraception may still help. */
  get emergency_contraception() {
    const { pack, settled, told } = this,
      level = settled.answers[EVERY_KIND];
    if (told.values.unprotected_sex_since_loss !== "yes" || !level || !settled.person) return false;
    if (level.high !== pack.decisions[EVERY_KIND].scale.at(-1)) return false;
    return emergency(settled.person).some((one) => !kind_is_out(one));
  }

  /** What is due now whatever she asked: past its day, signs that need help, what runs out. */
  first() {
    const { pack, guide, settled } = this,
      { rules, section } = pack.decisions[URGENCY];
    const signs = this.call ? (settled.plan[section] ?? []) : [];
    const calling = ({ rule }) => rule && rules[rule].level in CALLS;
    const lines = [...signs.filter(calling), ...(settled.plan[FIRST] ?? [])];
    const late = guide.past_due ? [this.say(pack.info.past_due)] : [];
    return [...late, ...lines.map(({ statement }) => this.spoken_of.say(statement))];
  }

  /** A statement in her words. @param {string} statement @returns {{id: string, text: string}} */
  say(statement) {
    return { id: statement, text: this.voice.say(statement) };
  }

  /** The statements that may be said to her, in order. @param {string[]} statements */
  hers(statements) {
    const chosen = new Set(statements.flatMap((one) => this.guide.fitting(one)));
    return [...chosen].map((one) => this.say(one));
  }

  /** What two tables know when what was not told is absent, but for `pending`, still to be asked. */
  states(pending) {
    const { pack, told, made_states: states } = this,
      key = [...pending].sort().join();
    if (!states.has(key)) {
      const state_in = (table) => {
        const waiting = new Set([...pending, ...(table === pack.table ? this.silent : [])]),
          [known, asked] = known_in(pack, table, told, true, waiting);
        const state = table.state(known, asked, true, new Set([...told.lapsed, ...waiting]));
        const waits = (name) => waiting.has(name.split(".")[0]);
        return { ...state, asked: new Set([...asked].filter((name) => !waits(name))) };
      };
      states.set(key, [pack.table, pack.questions.table].map(state_in));
    }
    return states.get(key);
  }
}
