/** @import {Guide} from "../evaluator/guide.js" */
/** @import {Pack} from "../types" */
import { compare } from "../evaluator/contraception.js";
import { category_words } from "../methods_said.js";
import { isolated } from "../reading/as_written.js";
import { MEDICINES } from "../reading/told.js";
import { with_calls } from "../render.js";
import { words } from "../wording.js";
import { classes_of, limit_lines, line, say_line, sentence_line } from "./methods_page.js";
import { told_words } from "./told_words.js";

// What a clinician reads of the methods, and where the guidelines differ.

/** The same facts for a clinician: the guideline's own names, start and continuing, what is unknown. @param {Guide} guide */
export function clinician_values(guide) {
  const { pack, guideline, told } = guide,
    held = pack.contraception,
    offers = guide.methods();
  const found = new Set(offers.flatMap((offer) => offer.why.map((one) => one.row.condition)));
  const rows = Object.values(held.rows(guideline)).filter((row) => found.has(row.condition)),
    label = (one) => held.classes[one]?.[0];
  const tells = (entry) => {
    const given = told.values[entry.name];
    return given != null && given !== entry.absent && ["choice", "yes_no", "number", "date"].includes(entry.kind) && !entry.wording;
  };
  return {
    guide,
    offers,
    category_words: (low, high) => category_words(pack, low, high),
    table: rows.map((row) => [row, offers.map((offer) => cell_words(pack, row.cells[held.column(guideline, offer.method.id)]))]),
    open_facts: [...new Set(offers.flatMap((offer) => offer.open.flatMap((one) => one.needs)))].map((fact) => pack.facts[fact].short),
    medicines: (told.values[MEDICINES] ?? []).map((name) => [
      isolated(name),
      pack.language.either(classes_of(held, name).map(label).filter(Boolean)) || words(pack, "ui.not-known-to-us"),
    ]),
    cautions: offers.map((one) => [one.method.name, [one.meaning, ...one.cautions].map((name) => sentence_line(guide, name))]),
    questions: offers
      .filter((one) => [null, 3, 4].includes(one.high) || !one.settled)
      .map((one) => [one.method.name, category_words(pack, one.low, one.high)]),
    intro: say_line(guide, "elig.clinician-intro"),
    told: Object.values(pack.facts)
      .filter(tells)
      .map((entry) => [entry.short, told_words(guide, entry)]),
  };
}

/** A grid's cell as a clinician reads it: start, then continuing where they differ. @param {Pack} pack */
function cell_words(pack, cell) {
  const side = (one) => {
    if (one === null) return words(pack, "ui.cell-not-concerned");
    if (one[0] === "-") return words(pack, "ui.cell-no-category");
    return one[0] === one[1] ? one[0] : words(pack, "ui.from-to", { from: one[0], to: one[1] });
  };
  const start = side(cell.start),
    goes_on = side(cell.goes_on);
  return start === goes_on ? start : words(pack, "ui.cell-continuing", { start, goes_on });
}

/**
 * The same facts under each guideline: the methods whose category or start differs, with the conditions behind it, and why.
 * @param {Guide} guide
 */
export function differences(guide) {
  const { pack, person } = guide,
    names = Object.keys(pack.info.guidelines),
    held = pack.contraception,
    rows = [],
    starts = [],
    why = new Set(),
    apart_ones = new Set();
  const found = Object.fromEntries(
    names.map((name) => [name, Object.fromEntries(compare({ ...person, guideline: name }).map((one) => [one.method.id, one]))])
  );
  const several = (many) => new Set(many).size > 1;
  for (const method of held.offered.map((name) => held.methods[name])) {
    const mine = names.map((name) => [name, found[name][method.id]]),
      offers = mine.map(([, one]) => one);
    const apart = several(offers.map((one) => `${one.low} ${one.high}`)),
      starting = several(offers.map((one) => start_words(pack, one.start)));
    if (apart) {
      rows.push([
        method,
        mine.map(([name, one]) => [
          name,
          category_words(pack, one.low, one.high),
          sentence_line(guide, one.meaning),
          limit_lines(guide, one),
        ]),
      ]);
      apart_ones.add(method.id);
    }
    if (starting) starts.push([method, mine.map(([name, one]) => [name, start_words(pack, one.start)])]);
    const means = new Set(offers.flatMap((one) => [...one.why, ...one.open].map((part) => part.row.means)));
    for (const one of held.differences) {
      if (one.methods.includes(method.id) && (one.start ? starting : apart && one.means.some((name) => means.has(name)))) why.add(one.say);
    }
  }
  return {
    guide,
    rows,
    starts,
    same: held.offered.filter((name) => !apart_ones.has(name)).map((name) => held.methods[name].name),
    intro: say_line(guide, "elig.differences-intro"),
    why: [...why].map((name) => line(name, with_calls(guide.voice.say(name)), guide.voice.because(name))),
    editions: names.map((name) => say_line(guide, `elig.editions-${name}`)),
  };
}

/** From when, and with condoms for how long, in a few words. @param {Pack} pack */
function start_words(pack, start) {
  if (start.from_day === null) return words(pack, "ui.begin-no-day");
  const begins = start.from_day === 0 ? words(pack, "ui.begin-any-day") : words(pack, "ui.begin-from-day", { day: start.from_day });
  const { extra_days: count } = start;
  return count ? words(pack, "ui.begin-with-condoms", { begins, count }) : words(pack, "ui.begin-without-condoms", { begins });
}
