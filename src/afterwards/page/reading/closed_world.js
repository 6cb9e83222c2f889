/** @import {Pack} from "../types" */
const NO_LOSS_HERE = "contraception_only",
  SINCE_LOSS = "days_since_loss",
  PERIOD_BACK = "period_back",
  WITHOUT_LOSS = "without_loss";

/**
 * Of each fact not told whose absent value would close what was told: the classes that what was told implies. Told facts that imply
 * different things leave it open; a fact told at its own absent value brings nothing up.
 * @returns {Record<string, number>}
 */
export function brought_up(classes, known, asked) {
  const implied = {};
  for (const name of Object.keys(classes).reverse()) {
    const mine = classes[name],
      { gate, applies } = mine.fact;
    if (name in implied) implied[name] ||= mine.real;
    const held = known[name] ?? implied[name];
    if (held === undefined || !gate || held === mine.absent() || gate in known || asked.has(gate)) continue;
    const above = classes[gate];
    if (above.fact.absent !== null && !(above.absent() & applies)) implied[gate] = (implied[gate] ?? above.real) & applies & above.real;
  }
  return implied;
}

/** The facts of a loss for someone who only looks at contraception and said no word of one. The days since stay open. @param {Pack} pack */
export function without_loss(pack, classes, values, unknown, opened) {
  const of_loss = Object.values(pack.facts).filter((entry) => entry.tells_of_loss),
    found = {};
  const tells = ({ name, absent, tells_of_loss }) =>
    name in opened || unknown.has(name) || (name in values && !(tells_of_loss === "unless_absent" && values[name] === absent));
  if (values.guide !== NO_LOSS_HERE || of_loss.some(tells)) return found;
  for (const { name, absent, low } of of_loss) {
    if (absent === null && name in classes && name !== SINCE_LOSS) found[name] = classes[name].absent() || classes[name].of(low);
  }
  for (const name of [PERIOD_BACK, WITHOUT_LOSS]) if (name in classes && !(name in values)) found[name] = classes[name].of("yes");
  return found;
}

/** The yes/no fact that asks whether she has at all what this one tells the kind of; "" where there is none. */
export function whether({ open_when }) {
  return open_when?.[1].join?.() === "yes" ? open_when[0] : "";
}

/** Whether she is not sure if she has at all what this fact tells the kind of. */
export function unsure_of_kind(entry, unknown) {
  return unknown.has(whether(entry));
}

/**
 * The facts whose absent value would be a trap, given what was told or brought up. Who is not sure whether she has an illness at all has
 * not said that she has no kind of it.
 * @param {Pack} pack
 */
export function left_open(pack, classes, values, unknown, known) {
  const found = {};
  for (const entry of Object.values(pack.facts)) {
    const { name, open_when, unless } = entry;
    if (!open_when || !(name in classes) || name in values || name in known || unless.some((one) => one in values)) continue;
    const [gate, condition] = open_when;
    const met = gate in classes && known[gate] && !(known[gate] & ~classes[gate].meeting(condition));
    if (met || unsure_of_kind(entry, unknown)) found[name] = classes[name].real;
  }
  return found;
}
