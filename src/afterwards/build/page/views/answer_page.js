import { CALLS, URGENCY } from "../answers/verdicts.js";
import { calling_rules } from "../flow/signs.js";
import { long_date } from "../wording.js";
import { basis_of } from "./documents.js";
import { by_day, timeline } from "./figure.js";
import { row_of } from "./start_page.js";
import { said_line } from "./told_words.js";

const WORDS = /^((?:Yes|Not yet|Ask first|Call today|Call now|Do this now)[.,:]) /;
const TAGS = { yes: "ok", ask_first: "ask2", information: "no" };
/** The question that the whole plan answers. */
export const WHOLE = "my-plan";
/** So much of what she said stands above the plan, whose rows say the rest. */
const ON_PLAN = 3;

/** A heading with its verdict's word apart. */
function headed({ id, text }) {
  const [found = "", word = ""] = WORDS.exec(text) ?? [];
  return { id, word, rest: text.slice(found.length) };
}

function sentence(text) {
  const [first = ""] = Array.from(text);
  return `${first.toUpperCase()}${text.slice(first.length)}`;
}

/** What stands above every answer: the call she made, and what runs out. */
function above(person, answer) {
  return { called: person.told.values.called_for_help === "yes", first: answer.first };
}

function level_of({ question, person }) {
  const [name] = question.decides,
    level = question.decides.length === 1 ? person.guide.answers[name] : undefined;
  return level ? { name, low: level.low, high: level.high } : null;
}

/** The attributes of the page's main part. */
function data_of(answer, verdict = answer.verdict) {
  const level = level_of(answer),
    decision = level && { decision: level.name, level: level.high, low: level.low, high: level.high };
  return { question: answer.question.id, verdict, ...decision };
}

/** What the page of one answer shows. */
export function answer_values(flow) {
  const answer = flow.answer_to(),
    { question, person, verdict, headline, own, opened, why } = answer,
    { guide } = person;
  const [heading, ...lines] = headline,
    changes = answer.changes.map(change_row);
  return {
    question,
    verdict,
    data: data_of(answer),
    title: guide.voice.say(question.title),
    ...above(person, answer),
    heading: headed(heading),
    lines,
    until: answer.until,
    calls: Object.values(CALLS).includes(verdict),
    own: own?.headline ?? null,
    changes,
    methods: answer.methods.map((one, at, all) => method_row(guide, one, at ? all[at - 1] : answer)),
    unsure: answer.find_out,
    told: said_line(person, question),
    why: [...opened, ...why],
    sources: basis_of(guide, [...headline, ...opened, ...why]),
    related: answer.related.map((id) => row_of(flow, id)),
    plan: person.concerns(guide.pack.questions.by_id[WHOLE]) && !person.asked_by_other ? WHOLE : "",
  };
}

function change_row({ if: if_, then, verdict }) {
  return { verdict, if_id: if_.id, title: sentence(if_.text), then_id: then.id, then: sentence(then.text) };
}

/** One method in a line, and what opens; a line that stands above already, in the heading or under the method before, is not said again. */
function method_row(guide, { method, verdict, low, high, headline }, before) {
  const { methods } = guide.pack.contraception,
    [first, ...more] = headline,
    name = methods[method].name;
  const { rest } = headed(first),
    again = before.headline[0].id === first.id,
    number = Object.keys(methods).indexOf(method) + 1;
  return {
    id: method,
    name,
    number,
    low: low ?? "none",
    high: high ?? "none",
    tag: TAGS[verdict],
    word: guide.voice.say(`ui.method-${verdict.replace("_", "-")}`),
    line: again ? null : { id: first.id, text: sentence(rest) },
    more: again && before.method ? headline : more,
  };
}

/** What the stop page shows: whom to call, what to say, when to call 999 instead. */
export function stop_values(flow) {
  const answer = flow.answer_to(),
    { person, question } = answer,
    { settled, guide, pack } = person,
    verdict = flow.call();
  const decision = pack.decisions[URGENCY],
    level_name = Object.keys(CALLS).find((one) => CALLS[one] === verdict),
    level = decision.levels[level_name];
  const rules = calling_rules(settled, level_name),
    ticked = rules.length ? [] : flow.ticked(),
    say = (id) => ({ id, text: guide.voice.say(id) });
  const once = (many) => [...new Set(many)],
    lines = once(rules.flatMap((rule) => rule.say)).map(say);
  const stated = once([...rules.map((rule) => rule.tell || rule.if_), ...ticked.map((one) => one.say)]).map((id) => guide.voice.say(id));
  const since = person.told.values.guide === "pregnant" ? "" : guide.voice.say("ui.say-since"),
    instead = verdict === "call_now" ? [] : emergency_lines(guide);
  const asked = person.call && answer.verdict === verdict ? answer.headline : person.hers(pack.asked[verdict]),
    [heading, ...more] = asked;
  const shown = new Set([heading, ...more, ...lines].map((one) => one.id));
  return {
    question,
    verdict,
    data: { question: question.id, verdict },
    level: settled.answers[URGENCY],
    title: guide.voice.say(question.title),
    heading: headed(heading),
    // What two statements say in the same words is said once.
    lines: [...more.filter(({ text }) => !lines.some((one) => one.text === text)), ...lines],
    do: once(rules.flatMap((rule) => (rule.do.length ? rule.do : level.do))).map(say),
    instead,
    saying: [...(since ? [since] : []), ...stated.map((one) => `${sentence(one)}.`)].join(" "),
    first: answer.first.filter((one) => !shown.has(one.id) && pack.statements[one.id].first),
  };
}

/** When it is an emergency: the lines of the card. */
function emergency_lines(guide) {
  const card = guide.cards.find(({ decision, level }) => decision === URGENCY && level === "emergency");
  return (card?.lines ?? []).slice(0, 6).map((id) => ({ id, text: guide.voice.say(id) }));
}

/** The two cards of signs, of the urgency. */
function sign_cards(guide) {
  const kinds = { emergency: "emergency", urgent_same_day: "today" };
  return guide.cards
    .filter((one) => one.decision === URGENCY && one.level in kinds)
    .map((card) => ({
      kind: kinds[card.level],
      heading: { id: card.heading, text: guide.voice.say(card.heading) },
      lines: card.lines.map((id) => ({ id, text: guide.voice.say(id) })),
    }));
}

/** What the plan shows: one line a question, dates, signs. */
export function plan_values(flow) {
  const answer = flow.answer_to(),
    { person, question } = answer,
    { guide, pack } = person,
    say = (id) => ({ id, text: guide.voice.say(id) });
  const [heading, ...lines] = answer.headline,
    rows = plan_rows(flow, flow.journey.came_with);
  const calm = guide.answers[URGENCY].low === "self_care" && guide.answers[URGENCY].settled;
  const dates = [...guide.timeline].sort(by_day).flatMap((mark) => date_row(guide, mark));
  return {
    question,
    data: data_of(answer),
    summary: summary(guide),
    ...above(person, answer),
    heading: headed(heading),
    lines,
    told: said_line(person, question, ON_PLAN),
    calm,
    contradictions: guide.contradictions.map(([facts, statement]) => [facts, say(statement)]),
    rows,
    figure: dates.length ? timeline(guide) : null,
    dates,
    cards: sign_cards(guide),
    pack,
  };
}

/** One line a question of the plan, before them the one she came with. */
export function plan_rows(flow, came_with = "") {
  const { info, questions } = flow.pack,
    hers = questions.by_id[came_with],
    others = Object.entries(info.plan).filter(([id]) => id !== came_with);
  return [...(hers ? plan_row(flow, hers.title, came_with, true) : []), ...others.flatMap(([id, label]) => plan_row(flow, label, id))];
}

function plan_row(flow, label, id, hers = false) {
  const answer = flow.answer_to(flow.pack.questions.by_id[id]),
    { person, headline, opened, own, why, verdict } = answer;
  if (!person.concerns(answer.question)) return [];
  const shown = own ? own.headline : headline,
    [heading, ...lines] = shown;
  return [
    {
      id,
      verdict,
      hers,
      label: flow.voice().say(label),
      heading,
      lines: [...lines, ...opened],
      why,
      level: level_of(answer),
      sources: basis_of(person.guide, [...shown, ...opened, ...why]),
    },
  ];
}

function summary(guide) {
  const days = guide.told.days_since_loss,
    today = long_date(guide.today);
  return days === null ? today : `${today}, day ${days}`;
}

function date_row(guide, { statement, from_day, to_day }) {
  const [from, to] = [guide.voice.day(from_day), guide.voice.day(to_day)],
    said = (day) => long_date(day, guide.today);
  if (from === null || (to ?? from) < guide.today) return [];
  const [month] = said(to ?? from).match(/ .*/),
    start = said(from).replace(month, "");
  const when = to === null ? said(from) : from_day === 0 ? `By ${said(to)}` : `${start} to ${said(to)}`;
  return [[when, { id: statement, text: sentence(guide.voice.say(statement)) }]];
}
