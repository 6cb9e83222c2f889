/** @import {Cut, Range, TableFact} from "../types" */

/** The classes of one fact: its values, or the intervals between the thresholds that rules use. A set of classes is a number, bit i for class i. */
export class Classes {
  /** @param {TableFact} fact @param {number} offset its place in the table */
  constructor(fact, offset) {
    this.fact = fact;
    this.name = fact.name;
    this.offset = offset;
    const count = fact.values.length || fact.cuts.length + 1;
    this.real = (1 << count) - 1;
    this.full = this.real | (fact.gate && fact.absent === null ? 1 << count : 0);
  }

  /** The class of one value, as a set of one. @param {string|number} value @returns {number} */
  of(value) {
    const { values, whole, cuts } = this.fact;
    if (values.length) return 1 << values.indexOf(/** @type {string} */ (value));
    const number = /** @type {number} */ (value),
      at = whole ? Math.floor(number) : number;
    return 1 << cuts.filter((cut) => !before([at, 0], cut)).length;
  }

  /** The set of classes in which a condition holds. @param {string[]|Range} condition @returns {number} */
  meeting(condition) {
    if (Array.isArray(condition)) return condition.reduce((found, value) => found | this.of(value), 0);
    const [low, high] = this.ends(condition);
    return span(low ? this.below(low) : 0, high ? this.below(high) : this.fact.cuts.length + 1);
  }

  /** The set of classes of which some value lies in a range with both ends. @param {Range} range */
  meeting_somewhere(range) {
    /** @type {Cut} */
    const high = [range.high, range.high_open ? -1 : 0],
      after = (cut) => this.fact.cuts.filter((one) => !before(cut, one)).length;
    return span(after(this.ends(range)[0]), after(high) + 1);
  }

  /** @param {Range} range @returns {[Cut|null, Cut|null]} */
  ends({ low, high, low_open, high_open }) {
    /** @type {(bound: number|null, above: boolean) => Cut|null} */
    const cut = (bound, above) =>
      bound === null ? null : this.fact.whole ? [above ? Math.floor(bound) + 1 : Math.ceil(bound), 0] : [bound, above ? 1 : 0];
    return [cut(low, low_open), cut(high, !high_open)];
  }

  /** @param {Cut} cut */
  below(cut) {
    const [low, high] = this.fact.range,
      { cuts } = this.fact;
    return !before([low, 0], cut)
      ? 0
      : before([high, 0], cut)
        ? cuts.length + 1
        : cuts.findIndex((one) => one[0] === cut[0] && one[1] === cut[1]) + 1;
  }

  /** What holds when the fact is known not to apply: its absent value, or "does not apply". */
  absent() {
    return this.fact.absent === null ? this.full & ~this.real : this.of(this.fact.absent);
  }
}

/** @param {Cut} one @param {Cut} other */
function before(one, other) {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}

/** @param {number} first @param {number} after */
function span(first, after) {
  return after > first ? (1 << after) - (1 << first) : 0;
}
