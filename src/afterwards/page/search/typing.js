/** @import {Pack} from "../types" */
import { letters_apart, Spelling, stem_of, words_of } from "./words.js";

const OPENED = new WeakMap(),
  UNITS = ["weeks", "days", "months", "hours", "week", "month", "hour"];

/** What the pack knows of how people type, opened once. @param {Pack} pack @returns {Typing} */
export function typing_of(pack) {
  if (!OPENED.has(pack)) OPENED.set(pack, new Typing(pack));
  return OPENED.get(pack);
}

/** Words as people type them: how they are spelt, which mean the same, which say nothing. */
export class Typing {
  /** @param {Pack} pack */
  constructor(pack) {
    const { questions, statements, typed } = pack,
      { same = {}, like = {} } = typed;
    this.data = typed;
    this.phrases = Object.values(questions.by_id).flatMap((one) => {
      return [statements[one.title].text, ...one.typed].map((text) => ({ id: one.id, text }));
    });
    const told = [...(typed.understood ?? []), ...(typed.danger ?? [])];
    const said = told.flatMap((one) => [...one.said, ...(one.unless ?? [])]);
    const alike = [same, like].flatMap((many) => Object.entries(many).flat(2));
    const named = ["ignored", "quiet", "topical", "elsewhere", "counted_from"];
    const lists = named.flatMap((name) => this.list(name));
    const texts = [...said, ...alike, ...lists, ...this.phrases.map(({ text }) => text)];
    this.spelling = new Spelling(texts.flatMap(words_of), this.list("plain"));
    this.ignored = new Set(this.list("ignored").map(stem_of));
    this.quiet = new Set(this.list("quiet").map(stem_of));
    this.same = this.replacements(same);
    this.like = this.replacements(like);
  }

  list(name) {
    return this.data[name] ?? [];
  }

  /** Of each first word the phrases that begin with it, longest first, and what stands for them. */
  replacements(many) {
    const found = new Map();
    for (const [instead, phrases] of Object.entries(many)) {
      for (const phrase of phrases) {
        const words = this.bare(words_of(phrase));
        const one = { words, instead: words_of(instead).map(stem_of) };
        found.set(words[0], [...(found.get(words[0]) ?? []), one]);
      }
    }
    for (const list of found.values()) list.sort((one, two) => two.words.length - one.words.length);
    return found;
  }

  /** Words without their endings, and without those that say nothing. */
  bare(words) {
    return words.map(stem_of).filter((word) => !this.ignored.has(word));
  }

  /** What stands for a word by itself. */
  one(word) {
    return this.ignored.has(word) ? [] : replaced([word], this.same);
  }

  /** The words of a text, spelt right; after a number comes a length of time. */
  spelt(text) {
    const words = words_of(text);
    return words.map((word, at) => {
      const unit = /^\d/.test(words[at - 1] ?? "") && word.length > 3 && UNITS.find((one) => letters_apart(word, one, 1) <= 1);
      return unit || this.spelling.meant(word);
    });
  }

  /** A text in the words of the pack. @param {string} text @returns {string[]} */
  read(text) {
    return replaced(this.bare(this.spelt(text)), this.same);
  }

  /** What is looked for: near words as one, those that are in every question left out. */
  sought(words) {
    return replaced(words, this.like).filter((word) => !this.quiet.has(word) && !/^\d/.test(word));
  }
}

function replaced(words, many) {
  const made = [];
  for (let at = 0; at < words.length; ) {
    const found = (many.get(words[at]) ?? []).find((one) => {
      return one.words.every((word, place) => words[at + place] === word);
    });
    made.push(...(found ? found.instead : [words[at]]));
    at += found ? found.words.length : 1;
  }
  return made;
}
