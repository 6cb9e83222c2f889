/** @import {MethodPerson, Pack} from "./types" */
/** @import {Voice} from "./wording.js" */
import { words } from "./wording.js";
import { can_start, compare, emergency, goes_on, kind_is_out } from "./evaluator/contraception.js";
import { MEDICINES } from "./reading/told.js";

/** As the page shows them: the guideline's group first, then how much of what matters to her fits, then how well it works. */
export function in_order(offers, guideline) {
  const place = (one) => [group(one), -one.fit, (one.method.effectiveness?.[guideline] ?? one.method.effectiveness?.uk ?? [100])[0]];
  return offers
    .map((one) => [place(one), one])
    .sort(([one], [other]) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
    .map(([, one]) => one);
}

/** Where the guideline puts it: 0 usually fine (1 or 2), 1 open or no category, 2 usually not advised (3, or against), 3 not to be used (4). */
export function group(one) {
  return one.low !== null && one.low >= 3 ? one.low - 1 : one.against ? 2 : one.high !== null && one.high <= 2 ? 0 : 1;
}

/** The conditions that hold and limit it. */
export function limits(one) {
  return one.why.filter((why) => why.category !== 1);
}

/** Every statement said of it for her, in order. */
export function said_of(one) {
  return [...new Set([one.meaning, ...limits(one).map((why) => why.statement), ...one.cautions, ...one.start.statements])];
}

/** What is said of the medicines she takes: of single ones, and of each class. @param {MethodPerson} person */
export function medicines_said(person) {
  const held = person.contraception,
    found = new Set();
  for (const name of person.told.values[MEDICINES] ?? []) {
    const medicine = held.medicine(name);
    for (const one of medicine?.say ?? []) found.add(one);
    for (const one of medicine ? [...medicine.classes, ...medicine.one_of] : [name])
      for (const statement of held.classes[one]?.[1] ?? []) found.add(statement);
  }
  return [...found];
}

/**
 * What is said to her in place of a statement: itself; nothing, where it says that a method can start that she cannot start;
 * what it names in its place, where a method that it suggests is none for her, her method may not go on or no kind of emergency
 * contraception is left;
 * why, where it offers a kind of emergency contraception that is ruled out.
 * @param {Pack} pack
 * @param {MethodPerson} person
 */
export function fits_methods(pack, person) {
  let offers = null,
    out = null;
  const offered = () => (offers ??= person ? compare(person) : []),
    ruled_out = () => (out ??= person ? emergency(person).filter(kind_is_out) : []);
  const can = (name) => offered().some((one) => one.method.id === name && can_start(one)),
    none_for_her = (name) => offered().some((one) => one.method.id === name && (one.against || one.works_less || one.low > 2)),
    stops = () => offered().some((one) => one.phase === "continue" && !goes_on(one));
  const reasons = (kind) => ruled_out().find((one) => one.kind.id === kind)?.statements ?? [];
  const fitting = (statement) => {
    const { methods, kinds, suggests, rather, going_on, some_kind } = pack.statements[statement];
    if (!methods.every(can)) return [];
    if (suggests.some(none_for_her)) return rather ? fitting(rather) : [];
    if (going_on && stops()) return [going_on];
    if (some_kind && person && ruled_out().length === person.contraception.kinds.length) return [some_kind];
    const instead = kinds.flatMap(reasons);
    return instead.length ? instead : [statement];
  };
  return fitting;
}

/** A category as the pill on a card says it. @param {Pack} pack */
export function category_words(pack, low, high) {
  if (low === high) return high === null ? words(pack, "ui.no-category") : words(pack, "ui.category", { category: high });
  if (low === null) return words(pack, "ui.no-category-or", { category: high });
  return high === null
    ? words(pack, "ui.category-or-none", { category: low })
    : words(pack, "ui.category-from-to", { from: low, to: high });
}

/** Statements with their words. @param {Voice} voice */
export function spoken(voice, statements) {
  return statements.map((one) => ({ id: one, text: voice.sentence(one) }));
}
