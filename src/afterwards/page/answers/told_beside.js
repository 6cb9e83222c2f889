import { facts_named, with_tellers } from "../evaluator/plan.js";
import { NOT_TODAY, ONE_ACT } from "./verdicts.js";

/** What each answer hangs on: one that hangs on nothing else is what is said where no other fits. */
const OF_ALL = "guide";

/** The other answers with "not today" that are certainly hers, those that wait first: each that hangs on something not yet spoken of. */
function others_told(answering, short) {
  const { question, pack } = answering,
    named = (one) => facts_named(pack, one);
  if (!ONE_ACT.includes(question.decides[0]) || !NOT_TODAY.includes(short.verdict) || short.raises) return [];
  const heard = new Set([OF_ALL, ...with_tellers(pack, named(short))]),
    others = [];
  for (const verdict of NOT_TODAY)
    for (const one of question.answers) {
      if (one.verdict !== verdict || one === short) continue;
      const facts = named(one),
        apart = facts.filter((fact) => !pack.facts[fact].context),
        own = apart.length ? apart : facts;
      if (!own.length || own.some((fact) => heard.has(fact)) || !answering.holds(one)) continue;
      for (const fact of with_tellers(pack, facts)) heard.add(fact);
      others.push(one);
    }
  return others;
}

/** The headline, and what is said below of it and of the others. Where she is to ask first and to wait as well, both stand above. */
export function with_others(answering, short, lines) {
  const others = others_told(answering, short),
    waits = others.filter(({ verdict }) => verdict === "not_yet" && short.verdict !== "not_yet").slice(0, 1);
  const said = (some) => answering.person.hers(some.map((one) => one.say[0])),
    above = said(waits),
    kept = Math.max(1, lines.length - above.length);
  return [
    [...lines.slice(0, kept), ...above],
    [...lines.slice(kept), ...said(others.filter((one) => !waits.includes(one)))],
  ];
}
