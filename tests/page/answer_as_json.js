import { iso_of } from "../../src/afterwards/page/wording.js";

/** An answer as JSON, as `answer_record.py` writes it. */
export function answer_to_dict(answer) {
  const { question, person, verdict, ask, first, headline, own, opened } = answer;
  const { guide } = person,
    { statements } = guide.pack,
    { decides } = question;
  const level = decides.length === 1 ? guide.answers[decides[0]] : undefined;
  const state = ({ id }) => ({
    sources: statements[id].sources,
    confidence: statements[id].confidence,
    review: guide.review(id),
  });
  return {
    question: question.id,
    title: guide.voice.say(question.title),
    verdict,
    ready: !ask.length,
    ask,
    first,
    headline,
    ...(own ? { own } : {}),
    until: answer.until === null ? null : iso_of(answer.until),
    changes: answer.changes,
    find_out: answer.find_out,
    opened,
    why: answer.why.map((one) => ({ ...one, ...state(one) })),
    general: answer.general(),
    decision: level ? decides[0] : null,
    low: level?.low ?? null,
    high: level?.high ?? null,
    settled: level?.settled ?? null,
    methods: answer.methods.map((one) => ({ ...one, until: null })),
    related: answer.related,
  };
}
