/** @import {Flow} from "../flow/flow.js" */
/** @type {[string, number, number][]} of each group the places of its questions */
const START = [
  ["body", 1, 4],
  ["next", 5, 8],
  ["you", 9, 10],
  ["pregnant", 11, 12],
];
const DOORS = [
  ["abortion", "abortion"],
  ["later-loss", "later_loss"],
  ["partner-help", "partner"],
  ["clinician", "clinician"],
];

/** A question as a line of a list. @param {Flow} flow */
export function row_of(flow, id) {
  const { by_id } = flow.pack.questions;
  return { id, title: flow.voice().say(by_id[id].title) };
}

/** The questions of the start page, in their groups. @param {Flow} flow */
export function start_groups(flow) {
  const all = Object.values(flow.pack.questions.by_id);
  return START.map(([name, from, to]) => {
    const mine = all.filter(({ start }) => start >= from && start <= to).sort((one, other) => one.start - other.start);
    return [flow.voice().say(`ui.start-${name}`), mine.map(({ id }) => row_of(flow, id))];
  });
}

/** The doors below them. @param {Flow} flow */
export function door_rows(flow) {
  return DOORS.map(([id, reader]) => ({ id, reader, title: flow.voice().say(`ui.door-${id}`) }));
}

/** Every question by topic; those that cannot concern her are left out. @param {Flow} flow */
export function question_groups(flow) {
  const person = flow.journey ? flow.person() : null,
    topics = new Map();
  for (const one of Object.values(flow.pack.questions.by_id)) {
    if (person && !person.concerns(one, false)) continue;
    topics.set(one.topic, [...(topics.get(one.topic) ?? []), row_of(flow, one.id)]);
  }
  return [...topics].map(([topic, rows]) => [flow.voice().say(`ui.topic-${topic.replaceAll("_", "-")}`), rows]);
}
