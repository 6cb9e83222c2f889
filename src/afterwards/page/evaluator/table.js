/** @import {Found, Reason, State, TableDecision} from "../types" */
import { unfold } from "../pack.js";
import { Classes } from "./classes.js";

/** The compiled table: what is known of one person in, every decision out, with both ends exact. */
export class Table {
  /** @param {any} data as `site/data.py` writes a table */
  constructor(data) {
    const facts = unfold(data.facts);
    /** @type {Record<string, Classes>} in the order of the table */
    this.classes = {};
    facts.forEach((fact, place) => {
      this.classes[fact.name] = new Classes({ ...fact, gate: fact.gate < 0 ? null : facts[fact.gate].name }, place);
    });
    this.in_order = Object.values(this.classes);
    /** @type {number[][]} */
    this.rows = data.rows;
    /** @type {[string, number][][]} of each row the sets of classes it asks for, by fact */
    this.literals = data.rows.map((row) => Array.from({ length: row.length / 2 }, (_, at) => [facts[row[2 * at]].name, row[2 * at + 1]]));
    /** @type {Record<string, number>} */
    this.rules = data.named;
    /** @type {Record<string, TableDecision>} */
    this.decisions = {};
    /** @type {Record<string, number>} what "None of these" on the page of signs denies */
    this.denied = {};
    /** @type {Map<Record<string, number>, number[]>} what `within` found */
    this.inside = new Map();
    /** @type {Map<string, number>[]|null} the literals by fact, made when they are first needed */
    this.asks = null;
    for (const one of data.decisions) {
      const rules = one.rules.map((level) =>
        Array.from({ length: level.length / 2 }, (_, at) => ({ row: level[2 * at], id: data.names[level[2 * at + 1]] }))
      );
      this.decisions[one.name] = { ...one, rules };
    }
  }

  /**
   * What is known of one person. `given`: of each fact told the set of its classes; `asked`: facts asked and not answered; `closed`: a fact
   * not given takes its absent value, but for those in `left_open`. `certain` and `possible` say of each row whether it holds and whether it may.
   * @param {Record<string, number>} given
   * @param {Set<string>} asked
   * @param {boolean} closed
   * @param {Set<string>} left_open
   * @returns {State}
   */
  state(given, asked = new Set(), closed = false, left_open = new Set()) {
    /** @type {Record<string, number>} */
    const known = {};
    for (const one of this.in_order) {
      known[one.name] =
        given[one.name] ??
        (asked.has(one.name)
          ? one.real
          : one.fact.gate && !(known[one.fact.gate] & one.fact.applies)
            ? one.absent()
            : closed && one.fact.absent !== null && !left_open.has(one.name)
              ? one.of(one.fact.absent)
              : one.real);
    }
    const places = this.in_order.map((one) => known[one.name]),
      certain = [],
      possible = [];
    for (const row of this.rows) {
      let open = 0,
        met = true;
      for (let at = 0; at < row.length && met; at += 2) {
        open |= places[row[at]] & ~row[at + 1];
        met = (places[row[at]] & row[at + 1]) !== 0;
      }
      possible.push(met);
      certain.push(met && !open);
    }
    return { known, asked, certain, possible };
  }

  /** Whether one of the rows holds: true, false, or null when that is not known. @param {number[]} rows @param {State} state */
  static any(rows, state) {
    return rows.some((row) => state.certain[row]) ? true : rows.some((row) => state.possible[row]) ? null : false;
  }

  /** Whether a rule holds: true, false, or null when that is not known. @param {string} rule @param {State} state */
  holds(rule, state) {
    return Table.any([this.rules[rule]], state);
  }

  /** The rows that hold only where all of these hold, each a fact with the set of its classes; remembered. @param {Record<string, number>} when */
  within(when) {
    if (!this.inside.has(when)) {
      const wanted = Object.entries(when);
      this.asks ??= this.literals.map((row) => new Map(row));
      this.inside.set(
        when,
        this.asks.flatMap((row, at) => (wanted.every(([name, held]) => row.has(name) && !(row.get(name) & ~held)) ? [at] : []))
      );
    }
    return this.inside.get(when);
  }

  /** The lowest and the highest place on the decision's scale. @param {string} decision @param {State} state */
  bounds(decision, state) {
    const { primes, rules } = this.decisions[decision];
    const low = primes.findLastIndex((level) => level.some((row) => state.certain[row]));
    const high = rules.findLastIndex((level) => level.some((one) => state.possible[one.row]));
    return [Math.max(0, low), Math.max(0, high)];
  }

  /**
   * One decision for one person, with its reasons, most careful level first.
   * @param {string} decision
   * @param {State} state
   * @returns {Found}
   */
  answer(decision, state) {
    const { scale, rules, primes, either } = this.decisions[decision],
      [low, high] = this.bounds(decision, state);
    /** @type {Reason[]} */
    const reasons = [],
      open = (one) => state.possible[one.row];
    let at_low = false;
    for (let place = scale.length - 1; place > 0; place--) {
      for (const { row, id } of rules[place].filter(open)) {
        const needs = this.needs(row, state);
        at_low ||= !needs.length && place >= low;
        reasons.push({ id, level: scale[place], certain: !needs.length, needs });
      }
    }
    /** @type {string[]} */
    let either_way = [];
    if (low && !at_low && either) {
      const possible = new Set(reasons.map((one) => one.id));
      const named = either[low].filter((_, at) => state.certain[primes[low][at]]).map((ids) => ids.filter((id) => possible.has(id)));
      either_way = named.reduce((best, one) => (one.length < best.length ? one : best));
    }
    return { low: scale[low], high: scale[high], settled: low === high, reasons, either_way };
  }

  /** Of a row the facts it still hangs on, in the order of the table. @param {number} row @param {State} state @returns {string[]} */
  needs(row, state) {
    const open = this.literals[row].filter(([name, held]) => state.known[name] & ~held).map(([name]) => name);
    return open.sort((one, other) => this.classes[one].offset - this.classes[other].offset);
  }
}
