/** @import {Pack} from "../types" */
/** @import {Person} from "./person.js" */
import { can_start, USING } from "../evaluator/contraception.js";
import { bases, tellers } from "../evaluator/plan.js";
import { MEDICINES } from "../reading/told.js";

const NOT_SUITABLE = 4;

/** The verdict of one method: free, against, or to ask about first. */
export function method_verdict(offer) {
  const { against, low, high, phase, works_less } = offer;
  if (against || (low === NOT_SUITABLE && high === NOT_SUITABLE)) return "information";
  const goes = phase === "continue" && (high === 1 || high === 2);
  return (can_start(offer) || goes) && !works_less ? "yes" : "ask_first";
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

/** What a medicine that she told of means for the method she asks about, where the answer is given for another reason. */
export function of_medicines({ pack, question, offers }, short) {
  const facts = bases(pack.questions.table.literals[short.row].map(([name]) => name));
  if ([...facts, ...facts.flatMap((one) => tellers(pack.facts[one]))].includes(MEDICINES)) return [];
  const own = offers.filter((one) => question_of_method(pack, one.method.id) === question),
    said = [...short.say, ...short.more, ...short.why];
  return [...new Set(own.flatMap((one) => one.of_medicines))].filter((one) => !said.includes(one));
}
