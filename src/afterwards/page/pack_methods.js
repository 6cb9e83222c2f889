/** @import {Contraception} from "./types" */
import { bases } from "./evaluator/plan.js";
import { Table } from "./evaluator/table.js";
import { bare, unfold } from "./pack.js";

// The methods, grids and medicines of the data.

/** @returns {Contraception} */
export function open_contraception(data, denied) {
  const methods = Object.fromEntries(unfold(data.methods).map((one) => [one.id, one]));
  const meanings = {},
    masks = { ...data.masks },
    grids = {},
    rows_of = {},
    meant = {},
    by_name = bare({});
  for (const [name, [say, risk, covered_by, ...rows]] of Object.entries(data.meanings)) {
    meanings[name] = { say, risk, covered_by };
    masks[`means ${name}`] = rows;
  }
  for (const [guideline, { columns, rows }] of Object.entries(data.grids)) {
    grids[guideline] = unfold(rows).map((row) => ({
      ...row,
      name: row.detail ? `${row.heading}: ${row.detail}` : row.heading,
      cells: cells(columns, row.cells),
    }));
    rows_of[guideline] = Object.fromEntries(grids[guideline].map((row) => [row.condition, row]));
    meant[guideline] = new Set(grids[guideline].filter((row) => row.use === "yes").map((row) => row.means));
  }
  const medicines = Object.fromEntries(unfold(data.medicines).map((one) => [one.name, one]));
  for (const one of Object.values(medicines)) for (const name of [one.name, ...one.brands]) by_name[name.toLowerCase()] = one;
  const table = Object.assign(new Table(data.table), { denied });
  const holds = (name, state) => Table.any(masks[name], state);
  return {
    methods,
    meanings,
    grids,
    medicines,
    classes: bare(data.classes),
    weakens: bare(data.weakens),
    cautions: data.cautions,
    differences: unfold(data.differences),
    starting: unfold(data.starting),
    kinds: data.kinds.map((kind) => ({ ...kind, rules: unfold(kind.rules) })),
    start_unsettled: data.start_unsettled,
    table,
    offered: Object.values(methods)
      .filter((one) => one.columns.length)
      .map((one) => one.id),
    holds,
    facts_of: (name) => bases(masks[name].flatMap((row) => table.literals[row].map(([fact]) => fact))),
    medicine: (name) => by_name[name.split(/\s+/).filter(Boolean).join(" ").toLowerCase()] ?? null,
    rows: (guideline) => rows_of[guideline],
    column: (guideline, method) => methods[method].columns.find((one) => data.grids[guideline].columns.includes(one)),
    applies(guideline, row, state) {
      const found = holds(`means ${row.means}`, state);
      const covering = meanings[row.means].covered_by.filter((one) => meant[guideline].has(one));
      return found && covering.some((one) => holds(`means ${one}`, state)) ? false : found;
    },
  };
}

function cells(columns, text) {
  const side = (one) => (one === "NA" ? null : [one.split("/")[0], one.split("/").at(-1)]);
  const parted = text.split(" ").map((one) => one.split(">"));
  return Object.fromEntries(parted.map((one, place) => [columns[place], { start: side(one[0]), goes_on: side(one.at(-1)) }]));
}
