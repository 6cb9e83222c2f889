/** @import {Decision, Found, Guard, Line, MethodPerson, OpenRule, Options, Pack, State, Told} from "../types" */
/** @import {Table} from "./table.js" */
import { fits_methods } from "../methods_said.js";
import { known_in } from "../reading/known.js";
import { read_facts } from "../reading/told.js";
import { Voice, day_of } from "../wording.js";
import { cards, contradictions } from "./cards.js";
import { EVERY_KIND, compare, emergency, not_below, read_person } from "./contraception.js";
import { careful_level, guard, plan, tellers } from "./plan.js";
import { open_rules, tables_for } from "./still_open.js";

/** The pack is too old to answer from. */
export class Expired extends Error {
  late = true;
}

/**
 * The guide for one person. Throws `BadFacts` with every complaint, `Expired` when the pack is too old.
 * @param {Pack} pack
 * @param {Record<string, any>} facts
 * @param {Options} options `today` and `now`: the day and the minute, from 1970-01-01
 * @returns {Guide}
 */
export function guide_for(pack, facts, options) {
  return guide_of(pack, read_facts(pack, facts, options.today, options.now), options);
}

/** The guide for checked facts (see `guide_for`). @param {Pack} pack @param {Told} told @param {Options} options */
export function guide_of(pack, told, { today, guideline = "uk", closed_world = false }) {
  const past_due = pack.past_due(today),
    [known, asked] = known_in(pack, pack.table, told, closed_world);
  if (today > day_of(pack.info.answers_until)) throw new Expired("This edition is too old to answer.");
  const state = pack.table.state(known, asked, closed_world, told.lapsed),
    applicable = pack.applicable(told.values.guide);
  const person = told.values.guide === "pregnant" ? null : read_person(pack, told, guideline, closed_world, past_due);
  /** @type {Record<string, Found>} */
  const answers = {};
  for (const one of applicable) {
    const found = pack.table.answer(one.name, state);
    answers[one.name] = past_due ? not_below(found, one.past_due, one.scale) : found;
  }
  const voice = Voice.of(pack, told, today, state);
  const careful = Object.fromEntries(applicable.map((one) => [one.name, careful_level(pack, one, answers[one.name], told, closed_world)])),
    mine = guard(pack, state, answers, careful);
  let rows = pack.rows.filter((row) => pack.table.holds(row.id, state) && mine.concerns(row.id, row.unless));
  const instead = rows.filter((row) => row.instead),
    names = (one) => one.when.filter((name) => name !== "guide");
  if (instead.length) rows = rows.filter((row) => instead.some((one) => names(one).every((name) => row.when.includes(name))));
  const says = pack.info.guidelines[guideline].says ?? [],
    fits = fits_methods(pack, person);
  /** @type {[Table, Record<string, number>][]} */
  const seen = [[pack.table, state.known]];
  if (person) seen.push([person.contraception.table, person.state.known]);
  /** @type {[string, string[]][]} */
  const not_covered = instead.map((row) => [row.why, row.say]);
  if (says.length) not_covered.push([`guideline ${guideline} is read for the methods`, says]);
  const found = new Guide({
    pack,
    today,
    guideline,
    told,
    person,
    answers,
    voice,
    guard: mine,
    fits,
    state,
    applicable,
    seen,
    not_covered,
    plan: plan(applicable, answers, careful, rows, mine, voice, past_due ? [pack.info.past_due] : [], fits),
    timeline: rows
      .filter((row) => row.figure && row.from_day !== null)
      .map((row) => ({ statement: row.figure, from_day: row.from_day, to_day: row.to_day, onward: row.onward })),
    contradictions: contradictions(pack, told, state),
  });
  return found;
}

/** The answer for one person; the names are those of the Python guide. */
export class Guide {
  /**
   * @param {{
   *   pack: Pack, today: number, guideline: string, told: Told, person: MethodPerson|null, answers: Record<string, Found>, voice: Voice, guard: Guard,
   *   fits: (statement: string) => string[], seen: [Table, Record<string, number>][], plan: Record<string, Line[]>,
   *   timeline: {statement: string, from_day: number, to_day: number|null, onward: boolean}[], contradictions: [string[], string][],
   *   not_covered: [string, string[]][], state: State, applicable: Decision[],
   * }} parts `seen`: each table with what it knows
   */
  constructor(parts) {
    this.pack = parts.pack;
    this.today = parts.today;
    this.guideline = parts.guideline;
    this.told = parts.told;
    this.person = parts.person;
    this.answers = parts.answers;
    this.voice = parts.voice;
    this.guard = parts.guard;
    this.fits = parts.fits;
    this.seen = parts.seen;
    this.plan = parts.plan;
    this.timeline = parts.timeline;
    this.contradictions = parts.contradictions;
    this.not_covered = parts.not_covered;
    this.state = parts.state;
    this.applicable = parts.applicable;
    /** @type {OpenRule[]|undefined} */
    this.may_yet = undefined;
  }

  get past_due() {
    return this.pack.past_due(this.today);
  }
  get known() {
    return this.seen[0][1];
  }
  // These two are worked out where they are wanted, since few pages want them.
  get open() {
    this.may_yet ??= this.applicable.flatMap((one) => open_rules(one, this.answers[one.name])).filter((one) => this.guard.says(one.then));
    return this.may_yet;
  }
  get cards() {
    return this.applicable.flatMap((one) => cards(this, one));
  }
  get may_need_emergency() {
    return Boolean(this.person) && this.answers[EVERY_KIND]?.high === this.pack.decisions[EVERY_KIND].scale.at(-1);
  }
  /**
   * The statements that are said to her in place of one: itself where it can concern her and no answer is stricter.
   * @param {string} statement
   */
  fitting(statement) {
    const says = this.guard.says(statement);
    return says ? this.fits(says) : [];
  }
  /** @param {string} statement */
  review(statement) {
    return this.pack.review(`statement:${statement}`, this.today);
  }
  methods() {
    return this.person ? compare(this.person) : [];
  }
  emergency() {
    return this.may_need_emergency ? emergency(this.person) : [];
  }
  classes_for(fact) {
    const gate = this.pack.facts[fact].gate?.[0];
    return gate ? (tables_for(this.seen, fact, gate)[0]?.[0].classes[gate] ?? null) : null;
  }

  /** Whether a fact can concern her, as far as is known. What hangs on a fact that is none of hers is none of hers either. */
  may_apply(fact, seen = this.seen) {
    const { gate } = this.pack.facts[fact.split(".")[0]];
    if (!gate) return true;
    const [name, condition] = gate,
      [table, known] = tables_for(seen, fact, name)[0] ?? [];
    if (!table) return true;
    const classes = table.classes[name];
    return [classes.absent(), classes.real].includes(known[name]) && !this.may_apply(name, seen)
      ? false
      : Boolean(known[name] & classes.meeting(condition));
  }

  /** The fact; of one that nobody is asked for, those that tell it, can concern her and stand on a page of her guide. */
  asked_for(fact) {
    const { facts, pages } = this.pack,
      entry = facts[fact.split(".")[0]],
      chosen = this.told.values.guide;
    if (!entry.held) return [entry.name];
    const asked = new Set(pages.filter(({ guides }) => !chosen || !guides.length || guides.includes(chosen)).flatMap((page) => page.facts));
    return tellers(entry).filter((one) => this.may_apply(one) && asked.has(one));
  }
}
