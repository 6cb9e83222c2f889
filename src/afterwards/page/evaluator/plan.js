/** @import {Decision, Found, Pack, State, Told} from "../types" */
/** @import {Voice} from "../wording.js" */
import { whether } from "../reading/closed_world.js";

export const FIRST = "first";
const SECTIONS = ["opening", "today", "sex", "contraception", "trying_again", "feelings"];

/**
 * Which statements may be said to her beside these answers; `order`: the sections as they are read: help now, what runs out, help today, the others.
 * @param {Pack} pack
 * @param {State} state
 */
export function guard(pack, state, answers, careful) {
  const place = (decision, level) => pack.decisions[decision].scale.indexOf(level);
  const concerns = (name, unless) =>
    !Array.from({ length: unless }, (_, at) => pack.table.holds(`${name} unless #${at}`, state)).some(Boolean);
  const says = (statement) => {
    const { unless, calm, rather } = pack.statements[statement],
      fits = concerns(statement, unless);
    const calmer = Object.entries(calm).every(
      ([decision, level]) => !(decision in careful) || place(decision, careful[decision]) <= place(decision, level)
    );
    return fits && calmer ? statement : rather ? says(rather) : "";
  };
  const ranks = { [FIRST]: 1 };
  for (const [name, { low }] of Object.entries(answers)) {
    const { rises, scale, section } = pack.decisions[name],
      from_top = scale.length - 1 - scale.indexOf(low);
    if (rises && from_top < 2) ranks[section] = 2 * from_top;
  }
  return { says, concerns, order: (sections) => sections.sort((one, other) => (ranks[one] ?? 3) - (ranks[other] ?? 3)) };
}

/**
 * The statements of each section, each said once: the answer, why, then the rows of the plan. What runs out comes before all but help now. `fitting` gives what is said in place of each.
 * @param {Voice} voice
 */
export function plan(decisions, answers, careful, rows, { says, order }, voice, first, fitting) {
  const chosen = Object.fromEntries([FIRST, ...SECTIONS].map((section) => [section, []])),
    said = new Set(),
    found = {},
    { statements } = voice.pack,
    said_instead = (statement) => (statement ? fitting(statement) : []);
  const line = (statement, rule = "", row = false, { from_day, to_day } = { from_day: null, to_day: null }) => ({
    statement,
    rule,
    row,
    from_day,
    to_day,
  });
  chosen[decisions[0].section].push(...first.map((statement) => line(statement)));
  for (const one of decisions) chosen[one.section].push(...answer_lines(one, answers[one.name], careful[one.name], line));
  for (const row of rows) chosen[row.section].push(...row.say.map((statement) => line(statement, "", true, row)));
  for (const section in chosen)
    chosen[section] = chosen[section].flatMap((one) => said_instead(says(one.statement)).map((statement) => ({ ...one, statement })));
  chosen[FIRST] = Object.values(chosen)
    .flat()
    .filter((one) => statements[one.statement].first);
  for (const section of order([FIRST, ...SECTIONS])) {
    const kept = chosen[section].filter(
      ({ statement }) => (section === FIRST || !statements[statement].first) && !said.has(statement) && said.add(statement)
    );
    if (kept.length)
      found[section] = kept.map(({ from_day, to_day, ...one }) => ({
        ...one,
        text: voice.say(one.statement),
        from_date: voice.day(from_day),
        to_date: voice.day(to_day),
      }));
  }
  return found;
}

/** Facts as she knows them: `medicines` for `medicines.lamotrigine`, each once. */
export function bases(facts) {
  return [...new Set(facts.map((one) => one.split(".")[0]))];
}

/** What is asked for one fact of a table: itself, or only what tells it; of an illness whose kind tells it also whether she has it at all. */
export function facts_to_ask(facts, name, deciding) {
  const told_by = tellers(facts[name]),
    others = [...told_by, ...told_by.map((one) => whether(facts[one])).filter((one) => deciding.includes(one))];
  return facts[name].held && !deciding.includes(name) ? others : [name, ...others];
}

/** The facts that tell this one. */
export function tellers({ from_told }) {
  return from_told ? [...from_told.any, ...from_told.unless].flatMap((when) => Object.keys(when)) : [];
}

/** Facts, and what tells those of which nobody is asked. @param {Pack} pack @param {string[]} facts */
export function with_tellers(pack, facts) {
  return [...facts, ...facts.flatMap((one) => tellers(pack.facts[one]))];
}

/** The facts that an answer names. @param {Pack} pack */
export function facts_named(pack, { row }) {
  return bases(pack.questions.table.literals[row].map(([name]) => name));
}

/**
 * The level at its careful end for her: a rule that hangs on nothing but what she is not sure of may hold, and is asked no more.
 * @param {Pack} pack
 * @param {Decision} decision
 * @param {Found} found
 * @param {Told} told
 * @param {boolean} closed
 */
export function careful_level(pack, { scale, levels: words }, { low, settled, reasons }, told, closed) {
  const levels = settled
    ? []
    : reasons
        .filter((one) => !one.certain && words[one.level].unsure && bases(one.needs).every((fact) => unsure_of(pack, told, fact, closed)))
        .map((one) => scale.indexOf(one.level));
  return scale[Math.max(scale.indexOf(low), ...levels)];
}

/**
 * Whether she was asked this and is not sure: of the fact, or of each that tells it and is not told. In a closed world nothing more is asked.
 * @param {Pack} pack
 * @param {Told} told
 */
function unsure_of(pack, told, name, closed) {
  if (closed && pack.facts[name].absent === null && !told.says(name) && !told.lapsed.has(name)) return true;
  const open = tellers(pack.facts[name]).filter((one) => !told.says(one));
  return told.unknown.has(name) || (open.length > 0 && open.every((one) => told.unknown.has(one)));
}

function answer_lines(decision, found, careful, line) {
  const freest = found.low === decision.scale[0],
    unsure = careful === found.low ? "" : decision.levels[careful].unsure,
    lines = [];
  if (unsure || (freest && !found.settled)) lines.push(line(unsure || decision.so_far));
  if (!freest || found.settled) lines.push(line(decision.levels[found.low].says));
  for (const { rule } of found.reasons.filter((one) => one.certain).map((one) => ({ rule: decision.rules[one.id] })))
    lines.push(...rule.say.map((one) => line(one, rule.id, false, rule)));
  const [either, ...rest] = found.either_way.map((rule) => decision.rules[rule].say);
  if (either) lines.push(...either.filter((one) => rest.every((say) => say.includes(one))).map((one) => line(one)));
  if (found.settled && freest) lines.push(...decision.default.map((one) => line(one)));
  return [...lines, ...decision.always.map((one) => line(one))];
}
