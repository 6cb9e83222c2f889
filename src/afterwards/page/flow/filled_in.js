/** @import {Pack, Posted} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Flow} from "./flow.js" */
import { SIGNS_TODAY } from "../answers/verdicts.js";
import { read_page } from "../views/forms.js";
import { as_asked, boxes_of, is_revealed, next_facts, shown_facts } from "./pages.js";

/**
 * What of a page is shown with what is filled in so far; what that makes the page reveal is one of its facts from then on.
 * @param {Flow} flow
 * @param {Posted} posted
 * @returns {string[]} facts as asked
 */
export function shown_on(flow, page, posted) {
  const { pack, journey } = flow,
    facts = as_asked(pack, page.facts);
  const { found, answered } = read_form(flow, facts, posted);
  const { facts: kept, told_at, asked_of } = journey;
  const untold = Object.fromEntries(Object.entries(kept).filter(([fact]) => !facts.includes(fact)));
  const filled = { facts: { ...untold, ...found.facts }, told_at: { ...told_at }, asked_of: { ...asked_of, ...found.asked_of } };
  Object.assign(journey, filled);
  const { ask } = flow.answer_to();
  Object.assign(journey, { facts: kept, told_at, asked_of });
  if (page.again) return shown_facts(pack, facts, answered, page.facts);
  const more = ask.length && ask[0] !== SIGNS_TODAY ? next_facts(flow.question, ask, page.facts) : [],
    wider = [...new Set([...page.facts, ...more])];
  // "None of these" speaks of the boxes that she sees, so no box joins them while she looks.
  const same_boxes = boxes_of(pack, as_asked(pack, wider)).join() === boxes_of(pack, facts).join();
  if (more.length && same_boxes && is_revealed(flow.question, more, page.facts)) page.facts = wider;
  return shown_facts(pack, as_asked(pack, page.facts), answered, ask);
}

/** What a form holds, and which facts have an answer in it. @param {Flow} flow @param {Posted} posted */
export function read_form(flow, facts, posted) {
  const { pack } = flow,
    boxes = boxes_of(pack, facts),
    given = Object.keys(posted);
  const ticked = boxes.length && ["none_of_these", "not_sure", ...boxes].some((one) => given.includes(one));
  const typed = (fact) => given.some((name) => (name === fact || name.startsWith(`${fact}-`)) && posted[name].some((one) => one.trim()));
  const answered = new Set(facts.filter((fact) => (boxes.includes(fact) ? ticked : typed(fact))));
  const entries = facts.filter((fact) => answered.has(fact)).map((fact) => pack.facts[fact]);
  const guide = flow.person().guide,
    alone = entries.filter((one) => !boxes.includes(one.name));
  const found = read_page(alone, "", posted, guide.today, guide);
  if (ticked) {
    const told = read_page(
      boxes.map((one) => pack.facts[one]),
      "page",
      posted,
      guide.today,
      guide
    );
    for (const key of ["facts", "errors"]) Object.assign(found[key], told[key]);
  }
  return { found, answered };
}

/** The complaint about a fact that is shown and was left empty. @param {Pack} pack @param {Posted} posted @param {Guide} guide */
export function empty_of(pack, boxes, fact, posted, guide) {
  if (boxes.includes(fact))
    return read_page(
      boxes.map((one) => pack.facts[one]),
      "page",
      posted,
      guide.today,
      guide
    ).errors;
  return read_page([pack.facts[fact]], "", posted, guide.today, guide).errors;
}
