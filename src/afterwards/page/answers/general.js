/** @import {Answer, Pack, Question, Said} from "../types" */
/** @import {Person} from "./person.js" */
import { Voice } from "../wording.js";

/**
 * A question not for her, asked by name, or that speaks to her and someone else asks: whom it is for, and what is for her.
 * @param {Person} person
 * @param {Question} question
 * @param {"not_hers"|"speaks_to_her"} why
 * @returns {Answer}
 */
export function only_general(person, question, why) {
  const { pack, call } = person,
    speaks_to_her = why === "speaks_to_her",
    lines = person.hers(pack.asked[why]);
  return {
    speaks_to_her,
    question,
    person,
    verdict: call || "information",
    ask: [],
    hangs_on: () => [],
    first: person.first(),
    headline: call ? person.spoken_of.hers(pack.asked[call]) : lines,
    opened: [],
    why: lines,
    until: null,
    changes: [],
    find_out: [],
    general: () => (speaks_to_her ? general_answer(pack, question, person.guide.today) : []),
    methods: [],
    related: related_to(person, question),
    own: call ? { verdict: "information", headline: lines } : null,
  };
}

/** @param {Person} person @param {Question} question */
export function related_to(person, question) {
  return question.related.filter((one) => person.concerns(person.pack.questions.by_id[one]));
}

/** The answer for anyone, in the words of nobody in particular. @param {Pack} pack @param {Question} question @returns {Said[]} */
export function general_answer(pack, question, today) {
  const voice = Voice.of_nobody(pack, today);
  const named = question.answers.flatMap(({ if_, say }) => [if_, ...say]).filter(Boolean);
  return [...new Set(named)].map((id) => ({ id, text: voice.say(id) }));
}
