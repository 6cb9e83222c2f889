/** @import {Pack} from "../types" */
import { CALLS } from "../answers/verdicts.js";
import { basis_of } from "./documents.js";
import { row_of } from "./start_page.js";
import { said_line } from "./told_words.js";

/** With which word a heading may begin. */
const VERDICT_WORDS = ["ui.verdict-yes", "ui.verdict-not-yet", "ui.ask-first", "ui.call-today", "ui.call-now", "ui.do-this-now"];

const TAGS = { yes: "ok", ask_first: "ask2", information: "no" };

/** The question that the whole plan answers. */
export const WHOLE = "my-plan";

/** A heading with its verdict's word apart, and the sign after it. @param {Pack} pack */
export function headed(pack, { id, text }) {
  const ends = (word) => text.startsWith(word) && /^[.,:] /.test(text.slice(word.length));
  const found = VERDICT_WORDS.map((name) => pack.statements[name].text).find(ends),
    length = found === undefined ? -1 : found.length + 1;
  return { id, word: text.slice(0, Math.max(0, length)), rest: text.slice(length + 1) };
}

/** A text as a sentence that stands alone. */
export function sentence(text) {
  const [first = ""] = Array.from(text);
  return `${first.toUpperCase()}${text.slice(first.length)}`;
}

/** What stands above every answer: the call she made, and what runs out. */
export function above(person, answer) {
  return { called: person.told.values.called_for_help === "yes", first: answer.first };
}

/** The level of what her question decides, where it is one decision. */
export function level_of({ question, person }) {
  const [name] = question.decides,
    level = question.decides.length === 1 ? person.guide.answers[name] : undefined;
  return level ? { name, low: level.low, high: level.high } : null;
}

/** The attributes of the page's main part. */
export function data_of(answer, verdict = answer.verdict) {
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
    heading: headed(guide.pack, heading),
    lines,
    until: answer.until,
    calls: Object.values(CALLS).includes(verdict),
    own: own?.headline ?? null,
    changes,
    methods: answer.methods.map((one, at, all) => method_row(guide, one, at ? all[at - 1] : answer)),
    unsure: answer.find_out,
    told: said_line(person, question),
    why: [...opened, ...why],
    basis: basis_of(guide, [...answer.first, ...headline, ...(own?.headline ?? []), ...opened, ...why]),
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
  const { rest } = headed(guide.pack, first),
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
