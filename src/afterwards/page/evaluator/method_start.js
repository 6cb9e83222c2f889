/** @import {MethodPerson} from "../types" */

// When a method may start, and what stands beside its category.

/**
 * The rules about starting that hold for her; of those that may hold the latest day and the longest time count.
 * @param {MethodPerson} person
 */
export function start(person, method) {
  const held = person.contraception,
    rules = held.starting.filter((one) => one.guidelines.includes(person.guideline) && one.methods.includes(method.id));
  const certain = rules.filter((one) => held.holds(one.id, person.state)),
    possible = rules.filter((one) => held.holds(one.id, person.state) !== false);
  const [day, extra] = latest(certain),
    [from_day, extra_days] = latest(possible),
    settled = day === from_day && extra === extra_days;
  const waiting = certain.filter((one) => one.wait),
    statements = (waiting.length ? waiting : certain).flatMap((one) => one.say);
  if (!settled) statements.push(held.start_unsettled);
  const begins = certain.find((one) => day && one.from_day === day && one.say.length),
    lasts = certain.find((one) => extra && one.extra_days === extra && one.say.length);
  return {
    from_day,
    extra_days,
    settled,
    statements: [...new Set(statements)],
    begins: begins?.say[0] ?? "",
    lasts: settled && lasts ? lasts.say[0] : "",
  };
}

function latest(rules) {
  if (!rules.length || rules.some((one) => one.wait)) return [null, null];
  return [Math.max(...rules.map((one) => one.from_day)), Math.max(...rules.map((one) => one.extra_days))];
}

/** The cautions of the pack about this method that hold for her, and those on what is still open. */
export function beside({ contraception: held, guideline, state }, method, open) {
  const needs = [...new Set(open.flatMap((one) => one.needs))];
  return held.cautions.filter((one) => {
    if (!one.methods.includes(method.id) || (one.guidelines.length && !one.guidelines.includes(guideline))) return false;
    return one.when
      ? held.holds(one.id, state)
      : needs.some((fact) => one.open.includes(fact)) && one.only === needs.every((fact) => one.open.includes(fact));
  });
}

/** Several conditions together are not added up; the guideline asks for care. */
export function together(held, certain) {
  const found = [],
    of = (wanted) => certain.filter((one) => one.category === wanted),
    threes = new Set(of(3).map((one) => one.row.heading));
  const twos = new Map(of(2).map((one) => [`${held.meanings[one.row.means].risk}\n${one.row.heading}`, held.meanings[one.row.means].risk]));
  const risks = [...twos.values()].filter(Boolean);
  if (risks.length > new Set(risks).size) found.push("elig.several-twos");
  if (threes.size > 1) found.push("elig.several-threes");
  return found;
}
