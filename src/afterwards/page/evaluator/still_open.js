/** @import {Decision, Found} from "../types" */
/** @import {Guide} from "./guide.js" */
import { BMI } from "../reading/told.js";
import { questions } from "./contraception.js";
import { bases } from "./plan.js";
import { ask_next } from "./questions.js";

// What may still change a guide, and what to ask next.

/** What to ask next, which takes longer than all the rest and is worked out where it is read: what she told on another day, what the decisions hang on, then what the methods do; what says the same in another way is named with it. @param {Guide} found @returns {string[]} */
export function ask(found) {
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
      still = !(state.asked.has(name) || told.answers(name));
    if (still && other?.gives && !(other.name in told.values)) next.add(other.name);
    if (still && !pack.facts[name].held && found.may_apply(name)) next.add(name);
    if (other && narrowed.has(name)) next.add(other.name);
    if (name === BMI)
      for (const one of ["height_cm", "weight_kg"]) if (!every.includes(one) && !told.says(one) && !told.unknown.has(one)) next.add(one);
  }
  return [...next].sort((one, other) => Number(told.lapsed.has(other)) - Number(told.lapsed.has(one)));
}

/** Rules that may hold and would raise the level, or of which one must hold either way; each clause once for a level. @param {Decision} decision @param {Found} found */
export function open_rules(decision, found) {
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

/** The tables that can tell whether a fact applies, the best first: one that holds the fact is cut where its gate needs it. */
export function tables_for(seen, fact, gate) {
  return [...seen.filter(([table]) => fact in table.classes), ...seen.filter(([table]) => gate in table.classes)];
}
