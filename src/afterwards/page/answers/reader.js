/** @import {Options, Pack, Question} from "../types" */
import { guide_of } from "../evaluator/guide.js";
import { read_facts } from "../reading/told.js";
import { Person } from "./person.js";

/** What one person told, read once for each set of facts that questions imply. */
export class Reader {
  /**
   * @param {Pack} pack
   * @param {Record<string, any>} facts as in the vocabulary
   * @param {Options} options
   */
  constructor(pack, facts, options) {
    this.pack = pack;
    this.facts = facts;
    this.options = options;
    /** @type {Map<string, Person>} */
    this.people = new Map();
  }

  /** She as she told, with nothing implied. @returns {Person} */
  get plain() {
    return this.person_with({});
  }

  /** She as a question takes her: what it implies counts as told, and gives way to a told fact. @param {Question} question */
  person_for(question) {
    const { facts, pack } = this;
    const implied = Object.fromEntries(Object.entries(question.implies).filter(([fact]) => !(fact in facts)));
    if (!("guide" in facts || "guide" in implied)) {
      const guides = Object.keys(pack.facts.guide.values);
      implied.guide = question.guides.find((one) => guides.includes(one)) ?? guides[0];
    }
    return this.person_with(implied);
  }

  /** The answer to one question. @param {Question} question */
  answer(question) {
    return this.person_for(question).answer(question);
  }

  /** The answers to every question that concerns her, in the order of the catalogue. */
  answers(first = null) {
    const all = Object.values(this.pack.questions.by_id);
    const rest = all.filter((one) => one !== first && this.plain.concerns(one));
    return [...(first ? [first] : []), ...rest].map((one) => this.answer(one));
  }

  /** What she told, checked, with what is implied. Throws `BadFacts`. */
  read_with(implied) {
    const { pack, facts, options } = this;
    return read_facts(pack, { ...facts, ...implied }, options.today, options.now);
  }

  person_with(implied) {
    const { pack, people, options } = this;
    const key = JSON.stringify(Object.entries(implied).sort());
    if (!people.has(key)) people.set(key, new Person(guide_of(pack, this.read_with(implied), options), options));
    return people.get(key);
  }
}
