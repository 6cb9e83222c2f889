/** @import {Card, Decision, Pack, State, Told} from "../types" */
/** @import {Guide} from "./guide.js" */

/** The care cards of a decision, most careful level first, with the lines that can concern her. @param {Guide} guide @param {Decision} decision @returns {Card[]} */
export function cards(guide, decision) {
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

/** @param {Pack} pack @param {Told} told @param {State} state @returns {[string[], string][]} */
export function contradictions(pack, told, state) {
  return pack.contradictions.flatMap((one) => {
    const [more, less] = one.exceeds.map((fact) => told.number(fact)),
      found = [];
    if (one.when.length && one.when.every((fact) => told.says(fact)) && pack.table.holds(one.id, state)) found.push([one.when, one.say[0]]);
    if (more != null && less != null && more > less) found.push([one.exceeds, one.say[0]]);
    if (told.apart.some(([first, other]) => first === one.differ[0] && other === one.differ[1])) found.push([one.differ, one.say[0]]);
    return found;
  });
}
