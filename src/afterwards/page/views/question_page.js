/** @import {Journey, Posted, Question} from "../types" */
/** @import {Flow} from "../flow/flow.js" */
import { as_asked, boxes_of, pages_left, shown_facts } from "../flow/pages.js";
import { grouped } from "../flow/signs.js";
import { SIGNS_TODAY } from "../answers/verdicts.js";
import { UNKNOWN } from "../reading/told.js";
import { facts_of_today, medicine_names, show_page } from "./fields.js";
import { NONE, shown_of } from "./forms.js";
import { told_rows } from "./told_words.js";

/** "Step 2 of about 3": signs and pages so far, and those that are left. @param {Flow} flow */
function step_of(flow, place = 0) {
  const { question, journey } = flow,
    { ask } = flow.answer_to(),
    seen = journey.path.slice(0, place);
  const mine = seen.filter((one) => one.question === question.id && !one.again),
    before = mine.at(-1)?.facts ?? [];
  const number = 1 + mine.length,
    left = pages_left(
      question,
      ask.filter((fact) => !before.includes(fact)),
      before
    );
  const most = Math.max(number, Math.min(number + left, 1 + question.pages));
  return flow.voice().say(most > number ? "ui.step-of-about" : "ui.step-of", { step: number, most });
}

/** What the page of signs shows. @param {Flow} flow @param {Posted} posted */
export function signs_values(flow, signs, boxes, posted, error) {
  const person = flow.person(),
    has = (value) => signs.map(({ id }) => id).filter((id) => posted[id]?.includes(value));
  const groups = grouped(person, signs, boxes),
    back = boxes ? "/signs" : "/";
  const note = person.told.lapsed.size ? person.pack.statements[person.pack.info.time.asked_again] : null;
  return {
    note,
    question: flow.question,
    data: { question: flow.question.id },
    groups,
    boxes,
    back,
    step: step_of(flow),
    error,
    ticked: has("yes"),
    doubted: has(UNKNOWN),
  };
}

/**
 * What a page of questions shows: fields filled from what was posted, else from what she told.
 * @param {Flow} flow
 * @param {Posted} posted
 */
export function question_values(flow, page, place, posted, errors) {
  const { pack, journey, question } = flow,
    { guide } = flow.person(),
    filled = posted && flow.asked.shown(page, posted);
  const facts = as_asked(pack, page.facts),
    told = facts_of_today(guide, journey),
    answered = new Set(facts.filter((fact) => fact in told));
  const shown = filled ?? shown_facts(pack, facts, answered, page.again ? page.facts : flow.answer_to().ask);
  const boxes = boxes_of(pack, facts).filter((fact) => shown.includes(fact));
  const alone = shown.filter((fact) => !boxes.includes(fact)).map((fact) => pack.facts[fact]);
  const fields = show_page(pack, alone, "", told, journey.items, posted, errors).map((one) =>
    in_part(flow, carded(one), posted, page.again)
  );
  // The boxes come first, but never above what she has answered already.
  const seen = posted?.seen?.at(-1)?.split(" ") ?? [],
    added = seen.some((fact) => fact && !boxes.includes(fact)) && !boxes.includes(seen[0]);
  if (boxes.length) fields.splice(added ? fields.length : 0, 0, box_field(flow, boxes, told, posted, errors));
  for (const field of fields) field.question ??= field.entry.question || field.entry.short;
  const wrong = fields.filter((one) => one.error).map((one) => [one.target, one.error]);
  const back = page_before(journey, place, question);
  return {
    note: facts.some((fact) => guide.told.lapsed.has(fact)) ? pack.statements[pack.info.time.asked_again] : null,
    question,
    data: { question: question.id },
    fields,
    errors: wrong,
    action: `/step/${place}`,
    back,
    step: step_of(flow, Number(place)),
    seen: (added ? [...alone.map(({ name }) => name), ...boxes] : [...boxes, ...alone.map(({ name }) => name)]).join(" "),
    heading: fields.length > 1 ? heading_of(flow, page) : "",
    medicine_names: medicine_names(guide, shown),
  };
}

/** The heading of a page with several questions: of what happened, of today, or of her health. @param {Flow} flow */
function heading_of(flow, page) {
  const happened = ["loss_kind", "management", "days_since_loss"].some((fact) => page.facts.includes(fact)),
    today = page.facts.some((fact) => flow.pack.facts[fact]?.ages === "today");
  return flow.voice().say(happened ? "ui.what-happened" : today ? "ui.about-today" : "ui.about-your-health");
}

/** @param {Journey} journey @param {Question} question */
function page_before(journey, place, question) {
  const before = journey.path[Number(place) - 2],
    page = journey.path[Number(place) - 1];
  if (page.again) return "/said";
  return before?.question === question.id ? `/step/${Number(place) - 1}` : "/signs";
}

/** A number that the pack has cards for is chosen, not typed. */
function carded(field) {
  const { cards, name } = field.entry,
    given = field.typed?.[name];
  if (!Object.keys(cards).length || field.kind !== "number") return field;
  const options = Object.entries(cards).map(([value, label]) => {
    return { name, value, label, hint: "", checked: given !== "" && value === card_for(cards, given) };
  });
  return { ...field, kind: "choice", options: [...options, field.options[0]] };
}

/**
 * Of a list the values that her question hangs on, and those she was asked about before: `of` names them. Asked for again by herself,
 * all stand there. "None of these" speaks of the values that she has seen.
 * @param {Flow} flow
 * @param {Posted|null} posted
 */
function in_part(flow, field, posted, again = false) {
  const { name, values } = field.entry,
    { told } = flow.person(),
    all = Object.keys(values);
  if (field.kind !== "list" || told.answers(name)) return field;
  const before = told.asked_of[name] ?? new Set(),
    hangs_on = again ? [] : flow.answer_to().hangs_on(),
    asked = all.filter((one) => hangs_on.includes(`${name}.${one}`)),
    of = asked.length ? all.filter((one) => asked.includes(one) || before.has(one)) : all,
    sent = posted ? shown_of(posted, name) : [...before],
    seen = posted && !sent.length ? all : sent;
  const options = field.options.filter(({ value }) => of.includes(value) || !(value in values));
  for (const one of options) one.checked &&= one.value !== NONE || of.every((value) => seen.includes(value));
  return { ...field, options, of: asked.length ? of.join(" ") : "" };
}

/** The card that stands for a number: the highest that is not above it. */
function card_for(cards, given) {
  return Object.keys(cards)
    .filter((value) => Number(value) <= Number(given))
    .at(-1);
}

/** Several yes/no questions as boxes. @param {Flow} flow @param {Posted} posted */
function box_field(flow, boxes, told, posted, errors) {
  const { pack } = flow,
    wrong = boxes.map((fact) => errors[fact]).find(Boolean) ?? "";
  const has = (name) => (posted ? name in posted : false),
    given = boxes.filter((fact) => fact in told).map((fact) => told[fact]);
  const options = show_page(
    pack,
    boxes.map((fact) => pack.facts[fact]),
    "page",
    told,
    {},
    posted,
    {}
  ).map(({ options: [one] }) => one);
  return {
    entry: { ...pack.facts[boxes[0]], hint: "" },
    kind: "boxes",
    options,
    error: wrong,
    target: boxes[0],
    question: flow.voice().say("ui.do-any-apply"),
    none: has("none_of_these") || (!posted && given.length > 0 && given.every((one) => one === "no")),
    unsure: has("not_sure") || (!posted && given.includes(UNKNOWN)),
  };
}

/** What the page of all she told shows. @param {Flow} flow */
export function said_values(flow) {
  const person = flow.person(),
    rows = told_rows(person).map((row) => ({ ...row, to: `/change/${row.fact}` }));
  const { facts } = person.pack,
    { signs_today: told } = person.told.values;
  if (told) rows.unshift({ fact: SIGNS_TODAY, short: facts.signs_today.short, words: facts.signs_today.values[told].label, to: "/signs" });
  return { rows, back: "/onward" };
}
