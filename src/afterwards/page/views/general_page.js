import { rise } from "../answers/verdicts.js";
import { Voice } from "../wording.js";
import { basis_of } from "./documents.js";
import { row_of } from "./start_page.js";

const SIGN_CARDS = { emergency: "emergency", urgent_same_day: "today" };

/**
 * What the page of a general answer shows to someone who asks for her, under the line that says whom it speaks to: every branch, the
 * signs, the sources. It is `general_values` of `site/questions.py`.
 */
export function general_values(flow) {
  const { pack } = flow,
    { question, headline, person } = flow.answer_to();
  const voice = Voice.of_nobody(pack, flow.clock()),
    line = (id) => ({ id, text: voice.say(id) });
  const answers = for_anyone(question),
    said = answers.flatMap(({ say }) => say).map(line);
  const branches = answers.map(({ if_, say }) => {
    const { text } = line(if_ || "ui.anyone-else");
    return { if_, who: `${text[0].toUpperCase()}${text.slice(1)}`, lines: say.map(line) };
  });
  return {
    question,
    data: { question: question.id },
    title: voice.say(question.title),
    spoken_to: headline,
    branches,
    cards: signs_of_everyone(pack, line, question),
    basis: basis_of(person.guide, said),
    related: question.related.map((id) => row_of(flow, id)),
  };
}

/** Of several answers with the same words for whom they are, the most careful. */
function for_anyone({ answers }) {
  const found = new Map();
  for (const one of answers) {
    const held = found.get(one.if_);
    if (!held || rise(held.verdict) < rise(one.verdict)) found.set(one.if_, one);
  }
  return [...found.values()];
}

/** The signs that by themselves mean help now or today to those whom a question is for; of one for partners alone nothing is known. */
function signs_of_everyone(pack, line, question) {
  const guides = question.guides.filter((one) => one in pack.facts.guide.values);
  const is_for = (fact) => {
    const { gate } = pack.facts[fact];
    return gate?.[0] !== "guide" || !guides.length || guides.some((one) => gate[1].includes(one));
  };
  return Object.entries(SIGN_CARDS).map(([level, kind]) => {
    const own = pack.signs.filter(
      ({ level: its, when }) => its === level && Object.keys(when).length === 1 && is_for(Object.keys(when)[0])
    );
    return { kind, heading: line(pack.info.signs[level]), lines: own.map(({ say }) => line(say)) };
  });
}
