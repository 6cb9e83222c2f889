import { SIGNS_TODAY } from "../answers/verdicts.js";
import { as_asked } from "../flow/pages.js";
import { long_date } from "../wording.js";
import { plan_rows } from "./answer_page.js";
import { source_name } from "./documents.js";
import { read_page, show_page } from "./forms.js";
import { told_rows } from "./told_words.js";

/** The questions whose facts the record asks for. */
const RECORDED = ["my-plan", "bleeding-normal", "contraception-need", "try-again", "anti-d", "pregnant-again"];

/** The facts of the record: those its questions hang on, as they are asked, and the yes/no signs. */
function facts_of_record({ pack }) {
  const { by_id } = pack.questions, deciding = RECORDED.flatMap((id) => by_id[id].deciding);
  const asked = as_asked(pack, [...new Set(deciding)]).map((fact) => pack.facts[fact]);
  const alone = pack.signs.flatMap(({ when }) => (Object.keys(when).length === 1 ? Object.keys(when) : []));
  const ticks = [...new Set(alone)].map((fact) => pack.facts[fact]).filter((one) => one?.kind === "yes_no" && one.sign);
  const fields = asked.filter((one) => ["choice", "number", "date", "yes_no"].includes(one.kind) && !ticks.includes(one));
  return { fields, ticks };
}

/** What the dense form shows. */
export function record_values(flow, posted, errors) {
  const { fields, ticks } = facts_of_record(flow), told = flow.journey.facts;
  const shown = show_page(fields, "", told, {}, posted, errors).map((one) => {
    return { ...one, name: one.entry.name, short: one.entry.short, unit: one.entry.unit, kind: one.options.length > 1 ? "choice" : one.kind };
  });
  const ticked = ({ name }) => (posted ? name in posted : told[name] === "yes");
  return {
    fields: shown, ticks: ticks.map((one) => ({ name: one.name, label: one.sign.label, checked: ticked(one) })),
    none: posted ? "none_of_these" in posted : told[SIGNS_TODAY] === "none", errors: shown.filter((one) => one.error).map((one) => [one.target, one.error]),
  };
}

/** What the form holds: an empty field is not asked, a box that is not ticked says nothing. */
export function read_record(flow, posted) {
  const { fields, ticks } = facts_of_record(flow), { guide } = flow.reader().plain;
  const given = ({ name }) => Object.keys(posted).some((one) => (one === name || one.startsWith(`${name}-`)) && posted[one].some((typed) => typed.trim()));
  const found = read_page(fields.filter(given), "", posted, guide.today, guide);
  for (const one of ticks) if (one.name in posted) found.facts[one.name] = "yes";
  if ("none_of_these" in posted) found.facts[SIGNS_TODAY] = "none";
  return found;
}

/** What the sheet for the record shows: what was told, levels with their rules, answers with the numbers of their sources. */
export function sheet_values(flow) {
  const { plain } = flow.reader(), { guide, pack } = plain, numbers = new Map();
  const cite = (lines) => {
    const named = new Set(lines.flatMap(({ id }) => pack.statements[id].sources));
    for (const one of named) if (!numbers.has(one)) numbers.set(one, numbers.size + 1);
    return [...named].map((one) => numbers.get(one)).sort((one, other) => one - other).join(" ");
  };
  const rows = plan_rows(flow).map((row) => ({ ...row, numbers: cite([row.heading, ...row.lines]) }));
  const levels = Object.entries(guide.answers).map(([name, { low, high, settled, reasons }]) => {
    const certain = reasons.filter((one) => one.certain).map(({ id }) => id);
    return { name, low, high, words: settled ? low : `${low} to ${high}`, rules: certain.join(", ") };
  });
  return {
    today: long_date(guide.today), first: plain.first(), told: told_rows(plain), levels, rows,
    sources: [...numbers.keys()].map((one) => source_name(pack.sources[one])),
  };
}
