/** @import {Pack, Posted, Shown} from "../types" */
import { Expired } from "../evaluator/guide.js";
import { Markup, render } from "../render.js";
import { templates } from "../templates.js";
import { WHOLE } from "../views/answer_page.js";
import { finish_review } from "../views/documents.js";
import { day_of, Voice, words } from "../wording.js";
import { Asked } from "./asked.js";
import { Documents } from "./documents.js";
import { Found } from "./found.js";
import { new_journey } from "./journey.js";
import { Way } from "./way.js";

/** Questions that tell what happened by being asked. */
const TELLING = ["abortion", "later-loss"];
const READERS = { "partner-help": "partner_or_friend", clinician: "clinician" };

/**
 * Every page of the edition and the way through them, with the journey in memory: an address inside the page and a form in, a page or
 * the next address out. Nothing here touches the network, the document or storage.
 */
export class Flow extends Way {
  /**
   * @param {Pack} pack
   * @param {Record<string, {kind: string, html: string}>} about pages about the software, by address
   * @param {() => {minute: number, ahead: number}} watch the minute in universal time, and how many minutes her time is ahead of it
   */
  constructor(pack, about, watch) {
    super(pack, watch);
    this.about = about;
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
    this.forget_answers();
    this.found.forget();
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

  /** Days are counted from today's date: with one that cannot be right there is no answer. `why` is a key of the pack's `time`. */
  wrong_clock(why) {
    const { pack } = this,
      text = `${words(pack, "ui.device-says", { day: pack.language.date(this.clock()) })} ${pack.statements[pack.info.time[why]].text}`;
    return this.page("message.html", { heading: words(pack, "ui.check-the-date"), text }, 503);
  }
}

/** The first day of the month in which the pack was written. @param {Pack} pack */
function written(pack) {
  return Date.parse(`1 ${pack.info.written} UTC`) / 86_400_000;
}
