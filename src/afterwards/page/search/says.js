/** @import {Phrase} from "../types" */
/** @import {Typing} from "./typing.js" */
import { stem_of } from "./words.js";

const WINDOW = 3;

/** Phrases of the data, held against a text in the words of the pack. */
export class Phrases {
  /** @param {Typing} typing */
  constructor(typing) {
    const named = (list) => new Set(typing.list(list).map(stem_of));
    this.typing = typing;
    this.no = named("no");
    this.if_ = named("if");
    this.told = named("told");
    this.supposed = new Set([...this.if_, ...named("supposed")]);
    /** @type {Map<string, string[][][]>} */
    this.parted = new Map();
  }

  /** The parts of a phrase: "a b/c + d" is "a b" or "a c", and "d" anywhere else. */
  parts(phrase) {
    if (!this.parted.has(phrase)) {
      const parts = phrase.split(" + ").map((part) => {
        const choices = part.split(" ").map((word) => word.split("/").map((one) => this.word(one)));
        return choices.map((many) => many.filter(Boolean)).filter((many) => many.length);
      });
      this.parted.set(phrase, parts);
    }
    return this.parted.get(phrase);
  }

  /** A word as a text would hold it; "" where it would be left out. */
  word(word) {
    const read = this.typing.one(stem_of(word));
    return read.length > 1 ? stem_of(word) : (read[0] ?? "");
  }

  /** Whether a text says a phrase; `denies` tells whether what stands at a place is denied. */
  say(words, phrase, denies) {
    return this.parts(phrase).every((part) => {
      return words.some((_, at) => {
        const there = part.every((choices, place) => choices.includes(words[at + place]));
        return there && !denies(at);
      });
    });
  }

  /**
   * Whether one of its phrases is said, and none that speaks against it.
   * @param {string[]} words
   * @param {Phrase} one
   * @param {boolean} sign a sign of danger: only what is plainly denied is left out
   */
  hold(words, { said, unless = [], firm = false }, sign = false) {
    const doubts = firm ? new Set() : sign ? this.if_ : this.supposed;
    const denies = (at) => this.denied(words, at) || this.doubted(words, at, doubts);
    return said.some((one) => this.say(words, one, denies)) && !unless.some((one) => this.say(words, one, () => false));
  }

  /** Whether a list of the data has a phrase that the text says. */
  lists(words, list) {
    return this.typing.list(list).some((one) => this.say(words, one, () => false));
  }

  denied(words, at) {
    if (this.no.has(words[at])) return false;
    const filler = this.typing.quiet.has(words[at - 1]);
    return this.no.has(words[at - 1]) || (filler && this.no.has(words[at - 2]));
  }

  /** Whether it is only supposed, or asked: "when can we", "if i"; not so after "since". */
  doubted(words, at, doubts) {
    for (let place = at - 1; place >= Math.max(0, at - WINDOW); place -= 1) {
      if (this.told.has(words[place])) return false;
      if (doubts.has(words[place])) return true;
    }
    return false;
  }
}
