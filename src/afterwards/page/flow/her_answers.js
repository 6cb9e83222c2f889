/** @import {Answer, Journey, Pack, Question} from "../types" */
/** @import {Person} from "../answers/person.js" */
import { CALLS, rise } from "../answers/verdicts.js";
import { Reader } from "../answers/reader.js";
import { guide_for } from "../evaluator/guide.js";
import { day_at } from "../reading/ageing.js";
import { BadFacts } from "../reading/told.js";
import { day_of, Voice } from "../wording.js";
import { told_by } from "./journey.js";
import { sets_of } from "./signs.js";

// Clocks are set right by a little all the time; only an answer from further ahead says that this one is wrong.
const CORRECTED = 60,
  READ_AT_ONCE = 3;

/** What she told so far, and what is made of it at this minute: she, her answers, the call that is due. */
export class HerAnswers {
  /**
   * @param {Pack} pack
   * @param {() => {minute: number, ahead: number}} watch the minute in universal time, and how many minutes her time is ahead of it
   */
  constructor(pack, watch) {
    this.pack = pack;
    this.watch = watch;
    this.forget_answers();
  }

  /** All that she told ends here. */
  forget_answers() {
    /** @type {Journey|null} */
    this.journey = null;
    /** @type {{key: string, reader: Reader, answers: Map<Question, Answer>}|null} what was read of these answers at this minute */
    this.made = null;
    /** @type {{key: string, reader: Reader, answers: Map<Question, Answer>}[]} */
    this.read = [];
  }

  get question() {
    return this.pack.questions.by_id[this.journey.question];
  }

  /** The day of today, counted from 1970-01-01. */
  clock() {
    return day_at(this.now());
  }

  /** The minute in her time. */
  now() {
    const { minute, ahead } = this.watch();
    return minute + ahead;
  }

  /** How words are said: to her as far as she told, else to nobody in particular. */
  voice() {
    const { pack } = this;
    return this.journey ? this.person().guide.voice : Voice.of_nobody(pack, this.clock());
  }

  /** What she told, read; made once for the same answers and minute. */
  reader() {
    const { journey, watch } = this,
      { minute, ahead } = watch();
    const options = { today: this.clock(), now: minute + ahead, guideline: journey.guideline };
    const facts = told_by(journey, { minute, ahead }),
      key = JSON.stringify([facts, options]);
    if (this.made?.key !== key) {
      // What is filled in on a page is read beside what was told: both are asked for in turn.
      this.made = this.read.find((one) => one.key === key) ?? { key, reader: this.new_reader(facts, options), answers: new Map() };
      this.read = [this.made, ...this.read.filter((one) => one !== this.made)].slice(0, READ_AT_ONCE);
    }
    return this.made.reader;
  }

  new_reader(facts, options) {
    const reader = new Reader(this.pack, facts, options);
    try {
      reader.read_with({});
      return reader;
    } catch (bad) {
      if (!(bad instanceof BadFacts)) throw bad;
      // Right when it was told: a date that midnight has made too old is asked again.
      for (const one of bad.errors) {
        delete facts[one.fact];
        delete this.journey.facts[one.fact];
      }
      return new Reader(this.pack, facts, options);
    }
  }

  /** She as her question takes her. @returns {Person} */
  person() {
    const { question } = this,
      reader = this.reader();
    return question ? reader.person_for(question) : reader.plain;
  }

  /** The answer to a question, hers if none is named; made once. @param {Question} question */
  answer_to(question = this.question) {
    const reader = this.reader(),
      { answers } = this.made;
    if (!answers.has(question)) answers.set(question, reader.answer(question));
    return answers.get(question);
  }

  /** The call that is due: what she told makes it certain, or she ticked a line of signs that says so and has not called. */
  call() {
    const person = this.person(),
      told = person.told.values;
    if (person.call || told.called_for_help === "yes") return person.call;
    return (
      this.ticked()
        .map(({ level }) => CALLS[level])
        .sort(by_urgency)[0] ?? ""
    );
  }

  /** The lines she ticked that mean a call, as long as what they tell still stands. */
  ticked() {
    const { pack, journey } = this,
      stands = ([fact, value]) => journey.facts[fact] === value;
    const lines = pack.signs.filter(({ id, level }) => journey.ticked.includes(id) && level in CALLS);
    return lines.filter((one) => Object.entries(sets_of(pack, one)).every(stands));
  }

  /** The guide for pages about methods. */
  guide() {
    const { journey, pack } = this,
      { minute, ahead } = this.watch();
    if (journey.question) return this.person().guide;
    return guide_for(pack, told_by(journey, { minute, ahead }), { today: this.clock(), now: minute + ahead, guideline: journey.guideline });
  }

  /** What time changes on a page: the day, and the full hours of what is counted in hours. */
  mark() {
    const { facts, told_at } = this.journey ?? { facts: {}, told_at: {} },
      { minute } = this.watch();
    const counted = Object.keys(told_at).filter((fact) => this.pack.facts[fact].ages === "hours");
    const hours = counted.map((fact) => facts[fact] + (minute - told_at[fact]) / 60);
    return [this.clock(), ...hours.flatMap((one) => [Math.floor(one), Math.ceil(one)])].join();
  }

  /** Whether an answer was told, or lies, in what is the future by this clock. */
  is_before_an_answer() {
    const { facts, told_at } = this.journey,
      { minute } = this.watch(),
      told = Object.values(told_at);
    return told.some((one) => one > minute + CORRECTED) || this.pack.giving.some(({ name }) => day_of(facts[name]) > this.clock());
  }
}

function by_urgency(one, other) {
  return rise(other) - rise(one);
}
