/** @import {Typing} from "./typing.js" */
import { Counted } from "./counted.js";
import { Phrases } from "./says.js";

const LIMITS = { temperature_c: [36, 38], pads_soaked_per_hour: [0, 1] };

/** The signs for today or now that a text names: the questions that go with them. */
export class Danger {
  /** @param {Typing} typing */
  constructor(typing) {
    this.typing = typing;
    this.phrases = new Phrases(typing);
  }

  /** Whether she says that she is pregnant now. */
  pregnant(words) {
    const { typing, phrases } = this;
    const guides = typing.list("understood").filter(({ fact }) => fact === "guide");
    return guides.some((one) => phrases.hold(words, one));
  }

  /** The signs in the words of the pack. @returns {?string[]} null where there is none */
  in(words) {
    const { typing, phrases } = this;
    const named = typing.list("danger").filter((one) => phrases.hold(words, one, true));
    const told = typing.list("understood").filter(({ danger }) => danger);
    const found = told.some((one) => phrases.hold(words, one, true));
    const { facts } = new Counted(words, phrases, {});
    const beyond = Object.entries(LIMITS).some(([fact, [low, high]]) => {
      return fact in facts && (facts[fact] < low || facts[fact] >= high);
    });
    return named.length || found || beyond ? named.map(({ asks }) => asks) : null;
  }
}
