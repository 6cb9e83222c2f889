/** @import {Guide} from "./guide.js" */
import { medicines_said, spoken } from "../methods_said.js";
import { help_to_dict, method_to_dict } from "./methods_as_json.js";

import { REVIEWED } from "../pack.js";
import { iso_of } from "../wording.js";
import { bases, FIRST } from "./plan.js";
import { ask } from "./still_open.js";

/** The guide as in the command line's `--json`; for whoever compares the two evaluators, the page itself does not need it. @param {Guide} guide */
export function guide_to_dict(guide) {
  const { pack, guideline, voice, told } = guide,
    iso = (day) => (day === null ? null : iso_of(day)),
    say = (one) => voice.say(one);
  const line = (one) => ({
    id: one.statement,
    text: one.text,
    because: voice.because(one.statement),
    sources: pack.statements[one.statement].sources,
    confidence: pack.statements[one.statement].confidence,
    review: guide.review(one.statement),
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
      reviewed: Object.values(guide.plan)
        .flat()
        .every((one) => guide.review(one.statement) === REVIEWED),
      due: iso(pack.due),
      past_due: guide.past_due,
      guideline: { id: guideline, edition: pack.info.guidelines[guideline].edition },
    },
    today: iso(guide.today),
    ...(told.lapsed.size ? { told_on_another_day: Object.keys(pack.facts).filter((name) => told.lapsed.has(name)) } : {}),
    ask_next: ask(guide),
    first: (guide.plan[FIRST] ?? []).map((one) => ({ id: one.statement, text: one.text })),
    decisions: Object.fromEntries(Object.entries(guide.answers).map(([name, one]) => [name, decision(name, one)])),
    plan: Object.entries(guide.plan).map(([section, lines]) => ({ section, statements: lines.map(line) })),
    ...(guide.person
      ? {
          methods: guide.methods().map((one) => method_to_dict(one, guideline, voice)),
          medicines: spoken(voice, medicines_said(guide.person)),
        }
      : {}),
    ...(guide.may_need_emergency ? { emergency_contraception: guide.emergency().map((one) => help_to_dict(one, voice)) } : {}),
    contradictions: guide.contradictions.map(([facts, statement]) => ({ facts, message: say(statement), statement })),
    not_covered: guide.not_covered.map(([why, statements]) => ({ why, statements })),
    open: guide.open.map(({ if_, then, decision: name, rule, level, needs }) => ({
      decision: name,
      rule,
      level,
      if: say(if_),
      then: say(then),
      needs,
      statements: [if_, then],
    })),
    cards: guide.cards.map((card) => ({
      decision: card.decision,
      level: card.level,
      heading: say(card.heading),
      lines: card.lines.map(say),
    })),
  };
}
