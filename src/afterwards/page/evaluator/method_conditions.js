/** @import {MethodPerson} from "../types" */
import { JUDGED, SCALE, SILENT } from "./contraception.js";

// The conditions that hold for a method, and those that may still raise its category.

/** The category of a level; null for none. */
export function category(level) {
  return level === SILENT ? null : Number(level);
}

function rank(one) {
  return SCALE.indexOf(one === null ? SILENT : String(one));
}

/** The conditions that hold, and those that may still raise the category. @param {MethodPerson} person */
export function conditions(person, method, found, there, phase) {
  const held = person.contraception,
    column = held.column(person.guideline, method.id),
    grid = held.rows(person.guideline),
    certain = new Map(),
    possible = new Map();
  const say = (row) => held.meanings[row.means].say;
  for (const row of there) {
    const side = row.cells[column][phase === "continue" ? "goes_on" : "start"];
    if (side)
      certain.set(row.condition, {
        row,
        category: category(side[1]),
        low: category(side[0]),
        certain: true,
        needs: [],
        statement: say(row),
      });
  }
  for (const reason of found.reasons) {
    if (reason.certain || SCALE.indexOf(reason.level) <= SCALE.indexOf(found.low) || certain.has(reason.id)) continue;
    possible.set(reason.id, [...(possible.get(reason.id) ?? []), reason]);
  }
  const open = [...possible].map(([condition, reasons]) => {
    const row = grid[condition],
      levels = reasons.map((one) => SCALE.indexOf(one.level)),
      at = (place) => category(SCALE[place]);
    return {
      row,
      category: at(Math.max(...levels)),
      low: at(Math.min(...levels)),
      certain: false,
      needs: needs_of(reasons),
      statement: say(row),
    };
  });
  return [[...certain.values()].sort((one, other) => rank(other.category) - rank(one.category)), open];
}

/** The fact as she knows it: `medicines` for `medicines.lamotrigine`. */
export function base_of(fact) {
  return fact.split(".")[0];
}

/** The facts that the reasons hang on, each once. */
export function needs_of(reasons) {
  return [
    ...new Set(
      reasons
        .flatMap((one) => one.needs)
        .filter((fact) => fact !== JUDGED)
        .map(base_of)
    ),
  ];
}
