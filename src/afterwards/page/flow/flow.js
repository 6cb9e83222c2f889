/** @import {Answer, Journey, Pack, Posted, Question, Shown} from "../types" */
/** @import {Person} from "../answers/person.js" */
import { Expired, guide_for } from "../evaluator/guide.js";
import { day_at } from "../reading/ageing.js";
import { BadFacts } from "../reading/told.js";
import { Reader } from "../answers/reader.js";
import { CALLS, rise, SIGNS_TODAY } from "../answers/verdicts.js";
import { Markup, render } from "../render.js";
import { templates } from "../templates.js";
import { WHOLE } from "../views/answer_page.js";
import { finish_review } from "../views/documents.js";
import { day_of, Voice, words } from "../wording.js";
import { Documents } from "./documents.js";
import { new_journey, told_by } from "./journey.js";
import { is_revealed, next_facts } from "./pages.js";
import { Asked } from "./asked.js";
import { Found } from "./found.js";
import { is_unseen, sets_of } from "./signs.js";

// Clocks are set right by a little all the time; only an answer from further ahead says that this one is wrong.
const CORRECTED = 60,
  READ_AT_ONCE = 3;
/** Questions whose page carries the signs itself: help, or a page for someone else, comes at once. */
const AT_ONCE = ["crisis", "partner-help", "later-loss"];
/** Questions that tell what happened by being asked. */
const TELLING = ["abortion", "later-loss"];
const READERS = { "partner-help": "partner_or_friend", clinician: "clinician" };
/** The question of a nurse, midwife or GP: its page is the dense form. */
const RECORD = "clinician";

/**
 * Every page of the edition and the way through them, with the journey in memory: an address inside the page and a form in, a page or
 * the next address out. Nothing here touches the network, the document or storage.
 */
export class Flow {
  /**
   * @param {Pack} pack
   * @param {Record<string, {kind: string, html: string}>} about pages about the software, by address
   * @param {() => {minute: number, ahead: number}} watch the minute in universal time, and how many minutes her time is ahead of it
   */
  constructor(pack, about, watch) {
    this.pack = pack;
    this.about = about;
    this.watch = watch;
    /** @type {Journey|null} */
    this.journey = null;
    /** @type {{key: string, reader: Reader, answers: Map<Question, Answer>}|null} what was read of these answers at this minute */
    this.made = null;
    /** @type {{key: string, reader: Reader, answers: Map<Question, Answer>}[]} */
    this.read = [];
    this.shared = {
      pack,
      review_mark: new Markup("<!-- review of this page -->"),
      edition: pack.info.guidelines.uk,
      on_device: true,
      kept: false,
      note: null,
      data: {},
      language: pack.info.language,
    };
    this.asked = new Asked(this);
    this.found = new Found(this);
    this.documents = new Documents(this);
  }

  /** All that she told ends here, what she typed too. */
  forget() {
    this.journey = this.made = null;
    this.read = [];
    this.found.forget();
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

  /**
   * The answer to one request.
   * @param {string} method GET or POST
   * @param {string} path
   * @param {Posted} posted the form, by name
   * @returns {Shown} a page, or where to go next
   */
  answer(method, path, posted = {}) {
    if (this.clock() < written(this.pack)) return this.wrong_clock("before_written");
    if (this.clock() > day_of(this.pack.info.answers_until)) throw new Expired("This edition is too old to answer.");
    const [, first, rest = ""] = path.split("/"),
      post = method === "POST";
    const open = post ? { find: () => this.found.find(posted) } : this.without_journey(path, first, rest);
    const mine = post ? this.posts(rest, posted) : this.gets(rest);
    if (first in open) return open[first]();
    if (!(first in mine)) return this.documents.not_found();
    if (!this.journey) return { to: "/" };
    return this.is_before_an_answer() ? this.wrong_clock("before_an_answer") : mine[first]();
  }

  without_journey(path, first, rest) {
    const { documents, found } = this;
    if (Object.hasOwn(this.about, path)) return { [first]: () => documents.about(path) };
    return {
      "": () => found.afresh(),
      found: () => found.start(),
      questions: () => documents.questions(),
      read: () => documents.article(rest),
      method: () => documents.method(rest),
      ask: () => this.begin(rest),
      without: () => found.without(rest),
    };
  }

  gets(rest) {
    const { asked, documents } = this;
    return {
      onward: () => this.onward(),
      signs: () => asked.signs(rest),
      step: () => asked.step(rest),
      stop: () => asked.stop(),
      answer: () => this.at(rest) ?? asked.answer(),
      guide: () => this.at("my-plan") ?? asked.plan(),
      record: () => asked.record(),
      sheet: () => asked.sheet(),
      said: () => asked.said(),
      change: () => asked.change(rest),
      methods: () => documents.methods(),
      beside: () => documents.beside(),
      clinician: () => documents.clinician(),
      differences: () => documents.differ(),
    };
  }

  /** @param {Posted} posted */
  posts(rest, posted) {
    const { asked, documents } = this;
    return {
      signs: () => asked.take_signs(rest, posted),
      step: () => asked.take_step(rest, posted),
      called: () => asked.called(),
      record: () => asked.take_record(posted),
      methods: () => documents.act(posted),
    };
  }

  /** A rendered page. */
  page(template, values, status = 200) {
    const { pack } = this,
      today = this.clock(),
      banner = pack.past_due(today) ? pack.statements[pack.info.past_due] : null;
    /** @type {Voice|undefined} */
    let voice;
    const say = (id, filled) => {
      voice ??= this.voice();
      return voice.say(id, filled);
    };
    const html = render(templates, template, {
      ...this.shared,
      say,
      banner,
      banner_from: "",
      due: pack.language.date(pack.due),
      written: pack.language.month(written(pack)),
      ...values,
    });
    return { html: finish_review(pack, html, today), status };
  }

  /** How words are said: to her as far as she told, else to nobody in particular. */
  voice() {
    const { pack } = this;
    return this.journey ? this.person().guide.voice : Voice.of_nobody(pack, this.clock());
  }

  get question() {
    return this.pack.questions.by_id[this.journey.question];
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

  /** A question is asked: what was understood of her words is used now, since she chose it. */
  begin(id) {
    const question = this.pack.questions.by_id[id];
    if (!question) return this.documents.not_found();
    this.journey ??= new_journey();
    this.found.use(this.journey);
    this.journey.question = id;
    if (!(id in READERS || id === WHOLE)) this.journey.came_with = id;
    if (TELLING.includes(id)) this.journey.facts.loss_kind = question.implies.loss_kind;
    if (id in READERS) this.journey.facts.who_asks = READERS[id];
    return this.onward();
  }

  /** Go to where a question is answered; null when it may be shown. */
  at(id) {
    if (!this.pack.questions.by_id[id]) return { to: "/" };
    this.journey.question = id;
    const next = this.onward();
    return next.to === this.address() ? null : next;
  }

  /** Where the answer to her question stands. */
  address() {
    return this.question.id === "my-plan" ? "/guide" : `/answer/${this.question.id}`;
  }

  /** The page that is due: signs, a call, the next page of questions, or the answer. */
  onward() {
    const { question } = this;
    if (!question) return { to: "/" };
    const { ask } = this.answer_to();
    if (question.id === RECORD) return { to: "/record" };
    if (this.call()) return { to: "/stop" };
    if (AT_ONCE.includes(question.id)) return { to: this.address() };
    if (ask[0] === SIGNS_TODAY || is_unseen(this.person(), question, this.journey.left_out ?? [])) return { to: "/signs" };
    if (!ask.length) return { to: this.address() };
    return { to: `/step/${this.go(next_facts(question, ask, this.last_page()?.facts))}` };
  }

  /** The number of the page that asks these: the last one, where it shows them on itself. */
  go(facts) {
    const { journey, question } = this,
      last = this.last_page();
    if (last && is_revealed(question, facts, last.facts)) {
      last.facts = [...new Set([...last.facts, ...facts])];
    } else journey.path = [...journey.path, { question: question.id, facts }];
    return journey.path.length;
  }

  /** The page of her question that she answered last. */
  last_page() {
    const last = this.journey.path.at(-1);
    return last?.question === this.journey.question ? last : undefined;
  }

  /** Days are counted from today's date: with one that cannot be right there is no answer. `why` is a key of the pack's `time`. */
  wrong_clock(why) {
    const { pack } = this,
      text = `${words(pack, "ui.device-says", { day: pack.language.date(this.clock()) })} ${pack.statements[pack.info.time[why]].text}`;
    return this.page("message.html", { heading: words(pack, "ui.check-the-date"), text }, 503);
  }
}

function by_urgency(one, other) {
  return rise(other) - rise(one);
}

/** The first day of the month in which the pack was written. @param {Pack} pack */
function written(pack) {
  return Date.parse(`1 ${pack.info.written} UTC`) / 86_400_000;
}
