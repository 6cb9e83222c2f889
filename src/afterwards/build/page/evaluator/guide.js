/** @import {Table} from "./table.js" */
/** @import {Card, Decision, Found, Guard, Line, MethodPerson, OpenRule, Options, Pack, State, Told} from "../types" */
import { compare, emergency, EVERY_KIND, not_below, questions, read_person } from "./contraception.js";
import { fits_methods, help_to_dict, medicines_said, method_to_dict, spoken } from "../methods_said.js";
import { REVIEWED } from "../pack.js";
import { ask_next } from "./questions.js";
import { BMI, known_in, read_facts } from "../reading/told.js";
import { bases, careful_level, FIRST, guard, plan, tellers } from "./plan.js";
import { day_of, iso_of, Voice } from "../wording.js";

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

  /** The answer as in the command line's `--json`. */
  to_dict() {
    const { pack, guideline, voice, told } = this,
      iso = (day) => (day === null ? null : iso_of(day)),
      say = (one) => voice.say(one);
    const line = (one) => ({
      id: one.statement,
      text: one.text,
      because: voice.because(one.statement),
      sources: pack.statements[one.statement].sources,
      confidence: pack.statements[one.statement].confidence,
      review: this.review(one.statement),
      from_date: iso(one.from_date),
      to_date: iso(one.to_date),
    });
    const decision = (name, { low, high, settled, reasons, either_way }) => ({
      level: high,
      low,
      high,
      settled,
      either_way,
      rules: reasons.map((one) => ({ ...one, needs: bases(one.needs), statements: pack.decisions[name].rules[one.id].say })),
    });
    return {
      pack: {
        id: pack.id,
        version: pack.version,
        reviewed: Object.values(this.plan)
          .flat()
          .every((one) => this.review(one.statement) === REVIEWED),
        due: iso(pack.due),
        past_due: this.past_due,
        guideline: { id: guideline, edition: pack.info.guidelines[guideline].edition },
      },
      today: iso(this.today),
      ...(told.lapsed.size ? { told_on_another_day: Object.keys(pack.facts).filter((name) => told.lapsed.has(name)) } : {}),
      ask_next: ask(this),
      first: (this.plan[FIRST] ?? []).map((one) => ({ id: one.statement, text: one.text })),
      decisions: Object.fromEntries(Object.entries(this.answers).map(([name, one]) => [name, decision(name, one)])),
      plan: Object.entries(this.plan).map(([section, lines]) => ({ section, statements: lines.map(line) })),
      ...(this.person
        ? {
            methods: this.methods().map((one) => method_to_dict(one, guideline, voice)),
            medicines: spoken(voice, medicines_said(this.person)),
          }
        : {}),
      ...(this.may_need_emergency ? { emergency_contraception: this.emergency().map((one) => help_to_dict(one, voice)) } : {}),
      contradictions: this.contradictions.map(([facts, statement]) => ({ facts, message: say(statement), statement })),
      not_covered: this.not_covered.map(([why, statements]) => ({ why, statements })),
      open: this.open.map(({ if_, then, decision: name, rule, level, needs }) => ({
        decision: name,
        rule,
        level,
        if: say(if_),
        then: say(then),
        needs,
        statements: [if_, then],
      })),
      cards: this.cards.map((card) => ({
        decision: card.decision,
        level: card.level,
        heading: say(card.heading),
        lines: card.lines.map(say),
      })),
    };
  }
}

/** What to ask next, which takes longer than all the rest and is worked out where it is read: what she told on another day, what the decisions hang on, then what the methods do; what says the same in another way is named with it. @param {Guide} found @returns {string[]} */
function ask(found) {
  const { pack, told, state, applicable } = found;
  /** @type {Record<string, import("../types").Entry>} */
  const others = {};
  for (const entry of Object.values(pack.facts)) if (entry.gives || entry.narrows) others[entry.gives || entry.narrows] = entry;
  const told_of = (name) => name in told.values || told.unknown.has(name),
    narrowed = new Set(Object.keys(others).filter((name) => others[name].narrows && !told_of(others[name].name)));
  const wide = { ...state, asked: new Set([...state.asked].filter((name) => !narrowed.has(name))) };
  const with_tellers = (names) => names.flatMap((one) => (pack.facts[one].held ? [one, ...found.asked_for(one)] : [one])),
    facts = with_tellers(
      bases(
        ask_next(
          pack.table,
          wide,
          applicable.map((one) => one.name)
        )
      )
    );
  const more = found.person ? with_tellers(questions(found.person, found.may_need_emergency)).filter((fact) => !facts.includes(fact)) : [],
    every = [...facts, ...more],
    next = new Set();
  for (const name of every) {
    const other = others[name],
      still = !(state.asked.has(name) || told.says(name) || told.unknown.has(name));
    if (still && other?.gives && !(other.name in told.values)) next.add(other.name);
    if (still && !pack.facts[name].held && found.may_apply(name)) next.add(name);
    if (other && narrowed.has(name)) next.add(other.name);
    if (name === BMI)
      for (const one of ["height_cm", "weight_kg"]) if (!every.includes(one) && !told.says(one) && !told.unknown.has(one)) next.add(one);
  }
  return [...next].sort((one, other) => Number(told.lapsed.has(other)) - Number(told.lapsed.has(one)));
}

/** Rules that may hold and would raise the level, or of which one must hold either way; each clause once for a level. @param {Decision} decision @param {Found} found */
function open_rules(decision, found) {
  const clauses = new Set(),
    place = (level) => decision.scale.indexOf(level),
    items = [];
  for (const { id, level, certain, needs } of found.reasons) {
    const rule = decision.rules[id],
      key = `${rule.if_} ${level}`;
    if (certain || clauses.has(key) || !(place(level) > place(found.low) || found.either_way.includes(id))) continue;
    clauses.add(key);
    items.push({
      decision: decision.name,
      rule: id,
      level,
      if_: rule.if_,
      then: rule.then || decision.levels[level].then,
      needs: bases(needs),
    });
  }
  return items;
}

/** The care cards of a decision, most careful level first, with the lines that can concern her. @param {Guide} guide @param {Decision} decision @returns {Card[]} */
function cards(guide, decision) {
  const { facts, table } = guide.pack,
    fact_of = (name) => facts[name.split(".")[0]],
    known = { ...guide.known };
  // Also for a later day: what is of today may change.
  for (const name of Object.keys(known)) if (fact_of(name).ages === "today") known[name] = table.classes[name].real;
  const concerns = (rule) =>
    Object.entries(rule.when).every(
      ([name, held]) => !(fact_of(name).context && !(known[name] & held)) && guide.may_apply(name, [[table, known]])
    );
  return [...decision.scale].reverse().flatMap((level) => {
    const { card } = decision.levels[level],
      rules = Object.values(decision.rules).filter((rule) => rule.card && rule.level === level && concerns(rule));
    return card && rules.length
      ? [{ decision: decision.name, level, heading: card, lines: [...new Set(rules.map((rule) => rule.card))] }]
      : [];
  });
}

/** The tables that can tell whether a fact applies, the best first: one that holds the fact is cut where its gate needs it. */
function tables_for(seen, fact, gate) {
  return [...seen.filter(([table]) => fact in table.classes), ...seen.filter(([table]) => gate in table.classes)];
}

/** @param {Pack} pack @param {Told} told @param {State} state @returns {[string[], string][]} */
function contradictions(pack, told, state) {
  return pack.contradictions.flatMap((one) => {
    const [more, less] = one.exceeds.map((fact) => told.number(fact)),
      found = [];
    if (one.when.length && one.when.every((fact) => told.says(fact)) && pack.table.holds(one.id, state)) found.push([one.when, one.say[0]]);
    if (more != null && less != null && more > less) found.push([one.exceeds, one.say[0]]);
    if (told.apart.some(([first, other]) => first === one.differ[0] && other === one.differ[1])) found.push([one.differ, one.say[0]]);
    return found;
  });
}
