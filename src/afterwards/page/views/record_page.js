/** @import {Pack, Posted} from "../types" */
/** @import {Flow} from "../flow/flow.js" */
/** @import {Person} from "../answers/person.js" */
import { CALLS, FREE, rise, SIGNS_TODAY, URGENCY } from "../answers/verdicts.js";
import { bases, tellers } from "../evaluator/plan.js";
import { as_asked } from "../flow/pages.js";
import { told_signs } from "../flow/signs.js";
import { words } from "../wording.js";
import { plan_rows } from "./plan_page.js";
import { source_name } from "./documents.js";
import { NONE, read_page } from "./forms.js";
import { show_page } from "./fields.js";
import { told_rows } from "./told_words.js";

/** The questions whose facts the record asks for. */
const RECORDED = ["my-plan", "bleeding-normal", "contraception-need", "try-again", "anti-d", "pregnant-again"];
const BOX = "yes_no",
  LIST = "list",
  FIELDS = ["choice", "number", "date", LIST, BOX];

/**
 * The facts of the record, in the order of the facts: those its questions hang on and those of every sign, since the
 * form stands in place of the page of signs. A sign by itself that is yes or no is a box to tick.
 */
function facts_of_record({ pack }) {
  const { facts, questions, signs } = pack;
  const findings = signs.flatMap(({ when }) => bases(Object.keys(when)));
  const wanted = asked_for(facts, [...RECORDED.flatMap((id) => questions.by_id[id].deciding), ...findings]);
  const asked = as_asked(
    pack,
    Object.keys(facts).filter((fact) => wanted.has(fact))
  ).map((fact) => facts[fact]);
  const alone = new Set(signs.flatMap(({ when }) => (Object.keys(when).length === 1 ? Object.keys(when) : [])));
  const is_tick = ({ kind, name }) => kind === BOX && alone.has(name);
  return { fields: asked.filter((one) => FIELDS.includes(one.kind) && !is_tick(one)), ticks: asked.filter(is_tick) };
}

/** What is asked to know these: a fact that is only worked out is asked by what it is worked out from. */
function asked_for(facts, names) {
  const wanted = new Set(),
    open = [...names];
  while (open.length) {
    const fact = facts[open.pop()];
    if (wanted.has(fact.name)) continue;
    if (fact.question || fact.sign) wanted.add(fact.name);
    else open.push(...bases(tellers(fact)));
  }
  return wanted;
}

/** What the dense form shows. @param {Flow} flow @param {Posted} posted */
export function record_values(flow, posted, errors) {
  const { fields, ticks } = facts_of_record(flow),
    told = flow.journey.facts;
  const shown = show_page(flow.pack, fields, "", told, {}, posted, errors).map((one) => {
    const { name, short, unit, kind } = one.entry,
      shared = { ...one, name, short, unit };
    if (kind === LIST)
      return { ...shared, kind, target: name, typed: { [name]: typed_list(flow.pack, Object.values(one.typed), one.options) } };
    return { ...shared, kind: one.options.length > 1 ? "choice" : one.kind };
  });
  const ticked = ({ name }) => (posted ? name in posted : told[name] === "yes");
  return {
    fields: shown,
    ticks: ticks.map((one) => ({ name: one.name, label: one.sign?.label ?? one.short, checked: ticked(one) })),
    none: posted ? NONE in posted : told[SIGNS_TODAY] === "none",
    errors: shown.filter((one) => one.error).map((one) => [one.target, one.error]),
  };
}

/** Names in one box, parted by commas; the word that says that there are none. @param {Pack} pack */
function typed_list(pack, names, options) {
  const none = options.some(({ value, checked }) => value === NONE && checked);
  return names.filter(Boolean).join(", ") || (none ? words(pack, "ui.no-names") : "");
}

/** What the form holds: an empty field is not asked, a box that is not ticked says nothing. @param {Flow} flow @param {Posted} posted */
export function read_record(flow, posted) {
  const { fields, ticks } = facts_of_record(flow),
    { guide } = flow.reader().plain;
  const given = ({ name }) =>
    Object.keys(posted).some((one) => (one === name || one.startsWith(`${name}-`)) && posted[one].some((typed) => typed.trim()));
  const is_none = ({ kind, name }) =>
    kind === LIST && posted[name]?.every((typed) => typed.trim().toLowerCase() === words(flow.pack, "ui.no-names"));
  const none = Object.fromEntries(fields.filter(is_none).map(({ name }) => [name, [NONE]]));
  const found = read_page(fields.filter(given), "", { ...posted, ...none }, guide.today, guide);
  for (const one of ticks) if (one.name in posted) found.facts[one.name] = "yes";
  if (NONE in posted) found.facts[SIGNS_TODAY] = "none";
  return found;
}

/**
 * What the sheet for the record shows: what was told, levels with their rules, answers with the numbers of their sources.
 * @param {Flow} flow
 */
export function sheet_values(flow) {
  const { plain } = flow.reader(),
    { guide, pack } = plain,
    numbers = new Map();
  const cite = (lines) => {
    const named = new Set(lines.flatMap(({ id }) => pack.statements[id].sources));
    for (const one of named) if (!numbers.has(one)) numbers.set(one, numbers.size + 1);
    return [...named]
      .map((one) => numbers.get(one))
      .sort((one, other) => one - other)
      .join(" ");
  };
  const rows = plan_rows(flow).map((row) => ({ ...row, numbers: cite([row.heading, ...row.lines]) }));
  const levels = Object.entries(guide.answers).map(([name, { low, high, settled, reasons }]) => {
    const certain = reasons.filter((one) => one.certain).map(({ id }) => id);
    return { name, low, high, words: settled ? low : words(pack, "ui.from-to", { from: low, to: high }), rules: certain.join(", ") };
  });
  return {
    today: pack.language.date(guide.today),
    first: [...call_for(plain), ...plain.first()],
    told: told_rows(plain),
    levels,
    rows,
    sources: [...numbers.keys()].map((one) => source_name(pack, pack.sources[one])),
  };
}

/**
 * The call that is due, or that a told sign may mean as the page of signs says it, unless what was told rules it out.
 * @param {Person} person
 */
function call_for(person) {
  const { pack, guide } = person,
    { high } = guide.answers[URGENCY],
    most = rise(CALLS[high] ?? FREE[0]);
  const may = told_signs(person)
    .map(({ level }) => CALLS[level])
    .filter((one) => one && rise(one) <= most);
  const call = person.call || may.sort((one, other) => rise(other) - rise(one))[0];
  return call ? person.hers(pack.asked[call]) : [];
}
