import {TOPIC} from "./evaluator/contraception.js";

/** The first page that is due, leaving out the topics in `skipped`; null when nothing more matters. */
export function next_page(guide, skipped = []) { return due_pages(guide, skipped)[0] ?? null; }

/** The first page that is due because what she told there was true of another day alone; null when there is none. */
export function asked_again(guide, skipped = []) {
  const {lapsed} = guide.told;
  return lapsed.size ? due_pages(guide, skipped).find((page) => page.facts.some((fact) => lapsed.has(fact) && is_due(guide, page, fact))) ?? null : null;
}

/** All pages that are due now; those of the comparison of methods come last, the most useful of them first. */
export function due_pages(guide, skipped = []) {
  const due = pages_of(guide).filter((page) => !skipped.includes(page.topic) && page.facts.some((fact) => is_due(guide, page, fact)));
  const places = new Map(guide.ask_next.map((fact, at) => [fact, at])), rank = (page) => Math.min(...page.facts.map((fact) => places.get(fact) ?? places.size));
  return [...due.filter((page) => page.topic !== TOPIC), ...due.filter((page) => page.topic === TOPIC).sort((one, other) => rank(one) - rank(other))];
}

/** The pages of the chosen guide (every page while none is chosen). */
export function pages_of(guide) {
  const chosen = guide.told.values.guide;
  guide.own_pages ??= guide.pack.pages.filter((page) => !page.guides.length || chosen === undefined || page.guides.includes(chosen));
  return guide.own_pages;
}

/** Whether a fact on a page is still worth asking. */
export function is_due(guide, page, fact) {
  if (is_answered(guide, fact)) return false;
  if (page.always && !page.offered) return guide.may_apply(fact);
  if (page.topic !== TOPIC && guide.for_methods.has(fact) && pages_of(guide).some((one) => one.topic === TOPIC && one.facts.includes(fact))) return false;
  return guide.ask_next.includes(fact);
}

/** Whether she was asked: she gave a value, or said she is not sure. A text, such as a name, is never pressed for. */
export function is_answered(guide, fact) { return guide.told.says(fact) || guide.told.unknown.has(fact) || guide.pack.facts[fact].kind === "text"; }

/** Whether she was asked it, in this way or in another: the days since the loss also as its date. */
export function was_asked(guide, fact) { return is_answered(guide, fact) || guide.pack.giving.some((entry) => entry.gives === fact && is_answered(guide, entry.name)); }

/** The facts to show on a page: those due, those answered before, and those here that bring them up or that they may bring up. */
export function facts_shown(guide, page) {
  const {facts} = guide.pack, gate = (fact) => facts[fact].gate?.[0];
  const shown = (fact) => page.offered || page.always || is_answered(guide, fact) || guide.ask_next.includes(fact);
  const wanted = new Set(page.facts.filter((fact) => guide.may_apply(fact) && shown(fact))), linked = new Set();
  for (const fact of page.facts.filter(gate)) {
    if (wanted.has(gate(fact))) linked.add(fact);
    if (wanted.has(fact)) linked.add(gate(fact));
  }
  return page.facts.filter((fact) => !wanted.size || wanted.has(fact) || linked.has(fact)).map((fact) => facts[fact]);
}
