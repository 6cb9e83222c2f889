/** @import {Complaint, Pack} from "../types" */
import { echo } from "../complaints.js";
import { BMI, plain_number } from "./told.js";

/** Numbers that cannot both be right. @param {Pack} pack @param {Record<string, any>} values @returns {Complaint[]} */
export function impossible_together(pack, values) {
  const errors = [],
    number = (one) => typeof one === "number";
  for (const [name, entry] of Object.entries(pack.facts)) {
    const mine = values[name],
      other = values[entry.below];
    if (!(entry.below && number(mine) && number(other) && mine >= other)) continue;
    const message = `${name}: ${plain_number(mine)} is not below ${entry.below}, ${plain_number(other)}.`;
    const allowed = `a number below ${entry.below}, ${plain_number(other)}`,
      remedy = "Check both numbers: the first of a reading is the higher one.";
    errors.push({ fact: name, given: mine, allowed, message, remedy });
  }
  const bmi = from_height_and_weight(values),
    { low, high } = pack.facts[BMI] ?? {};
  if (bmi !== null && !(low <= bmi && bmi <= high)) {
    const message = `height_cm: with weight_kg it gives a BMI of ${rounded(bmi)}.`;
    const allowed = `a height and a weight that give a BMI of ${plain_number(low)} to ${plain_number(high)}`,
      remedy = "Check both numbers: height in cm, weight in kg.";
    errors.push({ fact: "height_cm", given: echo(values.height_cm), allowed, message, remedy });
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
