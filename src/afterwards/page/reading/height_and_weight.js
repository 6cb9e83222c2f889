/** @import {Complaint, Pack} from "../types" */
import { echo } from "../complaints.js";
import { words } from "../wording.js";
import { BMI, plain_number } from "./told.js";

/** Numbers that cannot both be right. @param {Pack} pack @param {Record<string, any>} values @returns {Complaint[]} */
export function impossible_together(pack, values) {
  const errors = [],
    number = (one) => typeof one === "number";
  for (const [name, entry] of Object.entries(pack.facts)) {
    const mine = values[name],
      other = values[entry.below];
    if (!(entry.below && number(mine) && number(other) && mine >= other)) continue;
    const below = { below: entry.below, other: plain_number(other), given: plain_number(mine) };
    errors.push({
      fact: name,
      given: mine,
      allowed: words(pack, "ui.told-below", below),
      message: `${name}: ${words(pack, "ui.told-not-below", below)}`,
      remedy: words(pack, "ui.told-check-reading"),
    });
  }
  const bmi = from_height_and_weight(values),
    { low, high } = pack.facts[BMI] ?? {};
  if (bmi !== null && !(low <= bmi && bmi <= high)) {
    errors.push({
      fact: "height_cm",
      given: echo(values.height_cm),
      allowed: words(pack, "ui.told-bmi", { low: plain_number(low), high: plain_number(high) }),
      message: `height_cm: ${words(pack, "ui.told-gives-bmi", { bmi: rounded(bmi) })}`,
      remedy: words(pack, "ui.told-check-body"),
    });
  }
  return errors;
}

function rounded(value) {
  return value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

/** @param {Record<string, any>} values */
export function from_height_and_weight({ height_cm, weight_kg }) {
  return typeof height_cm === "number" && typeof weight_kg === "number" ? weight_kg / (height_cm / 100) ** 2 : null;
}

/** A dose hangs on her weight, and who tells her height and BMI has told it too. */
export function weight_from_height_and_bmi({ height_cm: height, [BMI]: bmi }) {
  return typeof height === "number" && typeof bmi === "number" ? { weight_kg: bmi * (height / 100) ** 2 } : {};
}
