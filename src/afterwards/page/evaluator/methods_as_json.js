/** @import {Voice} from "../wording.js" */
import { said_of, spoken } from "../methods_said.js";

/** One kind of emergency contraception as in the contract. @param {any} help @param {Voice} voice */
export function help_to_dict({ kind, status, needs, statements }, voice) {
  return { kind: kind.id, status, needs, statements, says: spoken(voice, statements) };
}

/** One method as in the contract's `methods`. @param {Voice} voice */
export function method_to_dict(one, guideline, voice) {
  const figures = one.method.effectiveness?.[guideline] ?? one.method.effectiveness?.uk,
    { start: begin } = one;
  return {
    method: one.method.id,
    category: one.high,
    low: one.low,
    high: one.high,
    settled: one.settled,
    judgement: one.judgement,
    phase: one.phase,
    why: [...one.why, ...one.open].map((why) => ({
      condition: why.row.condition,
      name: why.row.name,
      category: why.category,
      range: [why.low, why.category],
      certain: why.certain,
      needs: why.needs,
      statement: why.statement,
    })),
    start: { from_day: begin.from_day, extra_precautions_days: begin.extra_days, settled: begin.settled, statements: begin.statements },
    effectiveness: figures ? { typical: figures[0], perfect: figures[1], of: 100, years: 1 } : null,
    fit: { matches: one.matches, misses: one.misses },
    meaning: spoken(voice, [one.meaning])[0],
    cautions: one.cautions,
    against: one.against,
    says: spoken(voice, said_of(one)),
    set_aside: one.set_aside,
  };
}
