/** @import {Pack} from "../types" */
/** @import {Person} from "./person.js" */
import { goes_on, USING } from "../evaluator/contraception.js";
import { MEDICINES } from "../reading/told.js";
import { facts_named, with_tellers } from "../evaluator/plan.js";
import { medicines_said } from "../methods_said.js";
import { words } from "../wording.js";

const NOT_SUITABLE = 4;

/** The verdict of one method: free, against, or to ask about first. */
export function method_verdict(offer) {
  const { against, low, high, works_less } = offer;
  if (against || (low === NOT_SUITABLE && high === NOT_SUITABLE)) return "information";
  return (high === 1 || high === 2) && !works_less ? "yes" : "ask_first";
}

/** The question about this method with the fewest others. @param {Pack} pack @param {string} method */
export function question_of_method(pack, method) {
  const asked = Object.values(pack.questions.by_id).filter((one) => one.decides.includes(method));
  return asked.reduce((best, one) => (one.decides.length < best.decides.length ? one : best));
}

/** Whether the question is about one kind of method, which two methods may be, as a patch and a ring are. */
export function of_one_kind({ pack, question, offers }) {
  return offers.every((one) => question_of_method(pack, one.method.id) === question);
}

/** Of two methods of one kind that which she uses now, else both. */
export function asked_about(answering, methods) {
  const using = methods.filter((one) => one.method === answering.told.values[USING]);
  return using.length && of_one_kind(answering) ? using : methods;
}

/** A method that is free waits for help that is due. @param {Person} person */
export function not_yet_free(person, method) {
  if (method.verdict !== "yes") return method;
  return { ...method, verdict: "ask_first", headline: person.hers(person.pack.asked.ask_first) };
}

/** What the headline says besides: of a method in use that speaks against her, of several methods that not every one may be hers. */
export function said_of_methods(answering, verdict, raised) {
  const { offers, pack } = answering,
    alike = of_one_kind(answering);
  if (verdict === "yes")
    return !alike && offers.some(({ against, low }) => against || (low !== 1 && low !== 2)) ? (pack.asked.not_every_method ?? []) : [];
  return !raised && alike && offers.some((one) => one.phase === "continue" && !goes_on(one)) ? ["cont.answer-ask-before-going-on"] : [];
}

/** Each thing she told that speaks against a method she asks about, or makes it work less, and that her answer does not rest on. */
export function reasons_told(answering, short) {
  const { pack, offers, person, guide } = answering;
  if (!guide.person || !of_one_kind(answering)) return [];
  const { facts_of } = pack.contraception;
  // What many things hang on, as her age or a medicine, counts only where there is nothing else.
  const own = (facts) => {
    const apart = facts.filter((one) => !pack.facts[one].context);
    return with_tellers(
      pack,
      [apart.filter((one) => one !== MEDICINES), apart, facts].find((some) => some.length)
    );
  };
  const heard = new Set(with_tellers(pack, facts_named(pack, short)));
  const not_heard = (reasons) => {
    const some = reasons.filter(({ facts }) => !own(facts).some((one) => heard.has(one)));
    for (const { facts } of some) for (const one of own(facts)) heard.add(one);
    return some;
  };
  const beside = offers.flatMap((one) => one.beside.filter(({ when }) => when)).map((one) => ({ ...one, facts: facts_of(one.id) })),
    strong = ({ against, works_less, facts }) => against || works_less || facts.every((one) => one === MEDICINES),
    limits = offers.flatMap(({ method, why }) => why.map((one) => ({ ...one, method, facts: facts_of(`means ${one.row.means}`) }))),
    cautions = not_heard(beside.filter(strong)),
    least = pack.questions.table.literals[short.row].length ? 2 : 1,
    is_no = short.verdict === "information",
    lines = new Map();
  for (const { low, statement, method } of not_heard(limits.filter(({ category }) => category === null || category > least))) {
    const key = `ui.reason-${low === NOT_SUITABLE || is_no ? "against" : "to-ask"} ${statement}`;
    lines.set(key, [...(lines.get(key) ?? []), method.name]);
  }
  // What else is said beside it is of use where the method may be hers.
  if (!is_no) cautions.push(...not_heard(beside.filter((one) => !strong(one))));
  return [
    ...person.hers([
      ...medicines_said(guide.person).filter((one) => one === "med.harms-a-pregnancy"),
      ...cautions.flatMap((one) => one.say),
    ]),
    ...[...lines].map(([key, names]) => {
      const [how, id] = key.split(" ");
      return { id, text: words(pack, how, { method: pack.language.both([...new Set(names)]), reason: person.voice.say(id) }) };
    }),
  ];
}
