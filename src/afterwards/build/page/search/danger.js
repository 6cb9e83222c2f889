import { Counted } from "./counted.js";
import { Phrases } from "./says.js";

const LIMITS = { temperature_c: [36, 38], pads_soaked_per_hour: [0, 1] };

/** The signs for today or now that a text names: the questions that go with them. */
export class Danger {
  constructor(typing) {
    Object.assign(this, { typing, phrases: new Phrases(typing) });
  }

  /** Whether she says that she is pregnant now. */
  pregnant(words) {
    const { typing, phrases } = this;
    return typing.list("understood").some((one) => one.fact === "guide" && phrases.hold(words, one));
  }

  /** @param {string[]} words in the words of the pack @returns {?string[]} null where there is none */
  in(words) {
    const { typing, phrases } = this;
    const signs = typing.list("danger").filter((one) => phrases.hold(words, one, true)).map(({ asks }) => asks);
    const told = typing.list("understood").filter(({ danger }) => danger);
    const found = told.filter((one) => phrases.hold(words, one, true));
    const { facts } = new Counted(words, phrases, {});
    const beyond = Object.entries(LIMITS).some(([fact, [low, high]]) => {
      return fact in facts && (facts[fact] < low || facts[fact] >= high);
    });
    return signs.length || found.length || beyond ? signs : null;
  }
}
