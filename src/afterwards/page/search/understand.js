/** @import {Pack} from "../types" */
import { Counted } from "./counted.js";
import { Phrases } from "./says.js";
import { typing_of } from "./typing.js";

/** The facts that are said plainly in a text. @returns {Record<string, *>} @param {Pack} pack */
export function understand(pack, text) {
  const typing = typing_of(pack),
    phrases = new Phrases(typing),
    words = typing.read(text ?? "");
  const found = {};
  for (const one of typing.list("understood")) {
    if (!(one.fact in found) && phrases.hold(words, one)) found[one.fact] = one.value;
  }
  const { facts } = new Counted(words, phrases, found);
  const medicines = medicines_in(pack, typing, text ?? "");
  const told = { ...found, ...facts, ...(medicines.length ? { medicines } : {}) };
  const fitting = Object.entries(told).filter(([fact, value]) => fits(pack.facts[fact], value));
  return Object.fromEntries(fitting);
}

/** Medicines that she says she takes, by the names of the pack. @param {Pack} pack */
function medicines_in(pack, typing, text) {
  const words = typing.spelt(text),
    takes = new Set(typing.list("takes"));
  const meant = words.map((word) => pack.contraception?.medicine(word)?.name ?? null);
  const other = new Set(typing.list("not_taken"));
  const found = meant.filter((name, at) => {
    const before = words.slice(Math.max(0, at - 3), at);
    return name && !other.has(name) && before.some((word) => takes.has(word));
  });
  return [...new Set(found)];
}

function fits(entry, value) {
  if (!entry) return false;
  return entry.kind !== "number" || (value >= entry.low && value <= entry.high);
}
