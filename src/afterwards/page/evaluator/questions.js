/** @import {State} from "../types" */
/** @import {Table} from "./table.js" */

/**
 * What to ask next: exactly the unknown facts whose answer can still change one of the decisions, most useful first.
 * A fact can do so when it stands in a prime implicant restricted to what is known; see `engine/questions.py`.
 * @param {Table} table
 * @param {State} state
 * @param {string[]} decisions
 * @returns {string[]}
 */
export function ask_next(table, state, decisions) {
  const places = (decision) => table.decisions[decision].scale.map((_, place) => place).slice(1);
  return asked_at(table, state, Object.fromEntries(decisions.map((one) => [one, places(one)])));
}

/** The facts that can still decide whether one of these levels (places on a decision's scale) is reached, most useful first. @param {Table} table @param {State} state @param {Record<string, number[]>} levels */
export function asked_at(table, state, levels) {
  const sets = [];
  for (const [decision, places] of Object.entries(levels)) {
    const [low, high] = table.bounds(decision, state);
    for (const place of places.filter((one) => low < one && one <= high)) {
      sets.push({ weight: 4 ** place, listed: table.decisions[decision].primes[place].filter((row) => state.possible[row]) });
    }
  }
  const { facts, within } = live(table, state, new Set(sets.flatMap((one) => one.listed)));
  const weights = new Map(),
    use = new Map();
  for (const { weight, listed } of sets) {
    const rows = new Set(listed);
    for (const row of listed) if (!within.get(row)?.some((other) => rows.has(other))) weights.set(row, (weights.get(row) ?? 0) + weight);
  }
  for (const [row, weight] of weights) {
    const names = facts.get(row),
      share = weight / names.length;
    for (const name of names) use.set(name, (use.get(name) ?? 0) + share);
  }
  return gates_first(table, state, use);
}

/**
 * Of each row the unknown facts it hangs on, and the rows that contain it: beside one of them it is no prime implicant of what remains.
 * @param {Table} table
 * @param {State} state
 */
function live(table, state, rows) {
  const facts = new Map(),
    within = new Map(),
    groups = new Map();
  for (const row of rows) {
    const names = table.needs(row, state),
      held = new Map(table.literals[row]),
      key = names.join();
    facts.set(row, names);
    if (!groups.has(key)) groups.set(key, { names, here: [] });
    groups.get(key).here.push({ row, excluded: names.map((name) => state.known[name] & ~held.get(name)) });
  }
  const by_first = new Map();
  for (const group of groups.values()) by_first.set(group.names[0], [...(by_first.get(group.names[0]) ?? []), group]);
  for (const group of groups.values()) {
    for (const fewer of group.names.flatMap((name) => by_first.get(name) ?? [])) contain(group, fewer, within);
  }
  return { facts, within };
}

/** Note of the rows of one group which rows of another, of the same facts or fewer of them, contain them. */
function contain({ names, here }, fewer, within) {
  const places = fewer.names.map((name) => names.indexOf(name)),
    alike = fewer.names.length === names.length;
  if (places.includes(-1)) return;
  for (const mine of here) {
    const wanted = places.map((place) => mine.excluded[place]);
    for (const { row, excluded } of fewer.here) {
      // One that excludes less contains the other; of two that are the same the first stays.
      if (row === mine.row || excluded.some((open, at) => open & ~wanted[at])) continue;
      if (alike && row > mine.row && excluded.every((open, at) => open === wanted[at])) continue;
      if (within.has(mine.row)) within.get(mine.row).push(row);
      else within.set(mine.row, [row]);
    }
  }
}

/** @param {Table} table @param {State} state */
function gates_first(table, state, use) {
  const ordered = new Set(),
    offset = (name) => table.classes[name].offset;
  for (const name of [...use.keys()].sort((one, other) => use.get(other) - use.get(one) || offset(one) - offset(other))) {
    const chain = [];
    for (let fact = name; fact && !state.asked.has(fact); fact = undecided_gate(table, state, fact)) chain.unshift(fact);
    for (const fact of chain) ordered.add(fact);
  }
  return [...ordered];
}

/**
 * The fact that still decides whether this one applies. One that was told, even in part, counts in any case.
 * @param {Table} table
 * @param {State} state
 */
function undecided_gate(table, state, name) {
  const { gate, applies } = table.classes[name].fact;
  return gate && state.known[name] === table.classes[name].real && state.known[gate] & ~applies ? gate : null;
}
