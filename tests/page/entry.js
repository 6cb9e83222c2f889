import { date_parts, in_one_piece, isolated, name_in, number_in } from "../../src/afterwards/page/reading/as_written.js";
import { BadFacts } from "../../src/afterwards/page/reading/told.js";
import { Expired, guide_for } from "../../src/afterwards/page/evaluator/guide.js";
import { answer_to_dict } from "./answer_as_json.js";
import { guide_to_dict } from "../../src/afterwards/page/evaluator/guide_as_json.js";
import { Reader } from "../../src/afterwards/page/answers/reader.js";
import { basis_of } from "../../src/afterwards/page/views/documents.js";
import { cards_of } from "../../src/afterwards/page/views/methods_page.js";
import { open_pack } from "../../src/afterwards/page/pack.js";
import { Flow } from "../../src/afterwards/page/flow/flow.js";
import { as_asked, is_revealed, next_facts, shown_facts } from "../../src/afterwards/page/flow/pages.js";
import { signs_for } from "../../src/afterwards/page/flow/signs.js";
import { Search } from "../../src/afterwards/page/search/search.js";
import { understand } from "../../src/afterwards/page/search/understand.js";

let opened = null;

function answer_to(state) {
  try {
    return guide_to_dict(guide_for(opened, state.facts, state));
  } catch (fault) {
    if (fault instanceof BadFacts) return { errors: fault.errors };
    if (fault instanceof Expired) return { expired: true };
    throw fault;
  }
}

/** The answers to these questions, or to all that concern her. */
function answers_of(state) {
  try {
    const reader = new Reader(opened, state.facts, state),
      { by_id } = opened.questions;
    return (state.questions ? state.questions.map((one) => reader.answer(by_id[one])) : reader.answers()).map(answer_to_dict);
  } catch (fault) {
    if (fault instanceof BadFacts) return { errors: fault.errors };
    if (fault instanceof Expired) return { expired: true };
    throw fault;
  }
}

/** As `tests/page/states.py` writes an answer: keys in order, whole numbers whole. */
function written_down(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written_down).join(",")}]`;
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${written_down(value[name])}`)
    .join(",")}}`;
}

async function print_of(value) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(written_down(value))));
  return Array.from(bytes.subarray(0, 12), (one) => one.toString(16).padStart(2, "0")).join("");
}

let flow = null;

/** A journey that begins at this minute; `requests_of` goes on with it. */
function new_flow(minute) {
  flow = new Flow(opened, {}, () => ({ minute, ahead: 0 }));
}

/** Each request in turn, redirects followed: the page, and where it stands. */
function requests_of(many) {
  return many.map(([method, path, posted]) => {
    let at = path,
      found = flow.answer(method, path, posted ?? {});
    while (found.to) {
      at = found.to;
      found = flow.answer("GET", at);
    }
    return { ...found, at, journey: flow.journey };
  });
}

/** Of each method what the answer says as data, and what its card on the page shows. */
function cards_said(state) {
  let guide;
  try {
    guide = guide_for(opened, state.facts, state);
  } catch {
    return [];
  }
  const told = Object.fromEntries((guide_to_dict(guide).methods ?? []).map(({ method, says }) => [method, says.map(({ id }) => id)]));
  return guide.person
    ? cards_of(guide).map(({ offer, means, guideline, start }) => {
        return [offer.method.id, told[offer.method.id], [...new Set([means, ...guideline, ...start].map(({ id }) => id))]];
      })
    : [];
}

/** What each of several lists of statements rests on, on a day. */
globalThis.bases_of = (day, lists) =>
  lists.map((ids) =>
    basis_of(
      /** @type {any} */ ({ pack: opened, today: day }),
      ids.map((id) => ({ id }))
    )
  );

globalThis.cards_said = cards_said;
globalThis.use_pack = (data) => {
  opened = open_pack(data);
};
globalThis.answers_to = (states) => states.map(answer_to);
globalThis.prints_of = (states) => Promise.all(states.map((state) => print_of(answer_to(state))));
globalThis.questions_of = (states) => states.map(answers_of);
globalThis.question_prints_of = (states) => Promise.all(states.map((state) => print_of(answers_of(state))));
/** The last of several requests on a journey. */
function requests_on(journey, many) {
  flow.journey = journey;
  return requests_of(many).at(-1);
}

globalThis.requests_on = requests_on;
globalThis.new_flow = new_flow;
globalThis.requests_of = requests_of;

/** Of each text as it is typed: the questions found, whether it names a danger, and what is understood. */
globalThis.typed = (texts) => {
  const search = new Search(opened);
  return texts.map((text) => ({ ...search.find(text), understood: understand(opened, text) }));
};

/** Of each text how it is read: as a number, a whole one, in one piece, a date in one box, a name, and how that is shown. */
globalThis.read_as_written = (texts) =>
  texts.map((text) => [
    number_in(text, false),
    number_in(text, true),
    in_one_piece(text),
    date_parts(text, "", ""),
    name_in(text),
    isolated(text),
  ]);
globalThis.dates_of = (boxes) => boxes.map((three) => date_parts(...three));

/** Of each question with what is to ask, the page before and what is answered: the next page's facts, and what of it is shown first. */
globalThis.pages_of = (asked) =>
  asked.map(([name, ask, before, answered]) => {
    const question = opened.questions.by_id[name],
      facts = next_facts(question, ask, before),
      shown = as_asked(opened, facts);
    const first = shown_facts(opened, shown, new Set(answered), ask).filter((one) => !answered.includes(one));
    return [facts, is_revealed(question, facts, before), shown, first];
  });

/** The lines of each question's page of signs. */
globalThis.signs_of = (asked) =>
  asked.map(([name, state]) => {
    const question = opened.questions.by_id[name];
    return signs_for(new Reader(opened, state.facts, state).person_for(question), question).map(({ id }) => id);
  });
