import {day_at, moment_of, TOLD_AT} from "./reading/ageing.js";
import {SET_ASIDE, TOPIC} from "./evaluator/contraception.js";
import {Expired, guide_for} from "./evaluator/guide.js";
import {BadFacts} from "./reading/told.js";
import {asked_again, facts_shown, next_page, pages_of} from "./interview.js";
import {Markup, render, with_calls} from "./render.js";
import {templates} from "./templates.js";
import {question_values, read_page, shown_number} from "./views/forms.js";
import {article_values, finish_review, guide_values, method_page, page_for, stop_values, stopping, ways_to_tell} from "./views/guide_page.js";
import {beside_values, clinician_values, differences, method_values, page_values} from "./views/methods_page.js";
import {day_of, long_date} from "./wording.js";

const METHODS_ONLY = "contraception_only", GUIDE = "guide", METHODS = "methods", ENDS = [GUIDE, METHODS], FEWEST = 2, MOST = 4, REMEMBERED = 60;
// Clocks are set right by a little all the time; only an answer from further ahead says that this one is wrong.
const CORRECTED = 60;

/** A journey: facts as in the vocabulary and the minute at which each was told, the pages seen, topics left for another day, lines of scores, guideline, methods side by side. */
export function new_journey(facts = {}) { return {facts, told_at: {}, path: [], skipped: [], items: {}, guideline: "uk", beside: []}; }

/**
 * The routes of the server edition, with the journey in memory: the same addresses, the same pages, POST, redirect, GET.
 * Nothing here touches the network, the document or storage.
 */
export class Routes {
  /**
   * @param {object} pack
   * @param {Object<string, {kind: string, html: string}>} about pages about the software, rendered when they were built, by address
   * @param {() => {minute: number, ahead: number}} watch the minute, counted from 1970-01-01 in universal time, and how many minutes her
   * time is ahead of it: what she told keeps its minute when the clocks change or she travels
   */
  constructor(pack, about, watch) {
    Object.assign(this, {pack, about, watch, journey: null, made: null});
    this.shared = {
      pack, foot: with_calls(pack.statements[pack.info.foot].text), review_mark: new Markup("<!-- review of this page -->"),
      edition: pack.info.guidelines.uk, usual: pack.info.usual_pages, on_device: true, kept: false, note: null,
    };
  }

  /** The day of today, counted from 1970-01-01. */
  clock() { return day_at(this.now()); }

  /** The minute in her time. */
  now() {
    const {minute, ahead} = this.watch();
    return minute + ahead;
  }

  /**
   * The answer to one request.
   * @param {string} method GET or POST
   * @param {string} path as in the server edition
   * @param {Object<string, string[]>} posted the form, by name
   * @returns {{html: string, status: number}|{to: string}} a page, or where to go next
   */
  answer(method, path, posted = {}) {
    if (this.clock() < written(this.pack)) return this.wrong_clock("before_written");
    if (this.clock() > day_of(this.pack.info.answers_until)) throw new Expired("This edition is too old to answer.");
    const [, first, number] = path.split("/");
    if (method === "POST") {
      if (path === "/") return this.begin(posted);
      if (!this.journey) return {to: "/"};
      if (this.is_before_an_answer()) return this.wrong_clock("before_an_answer");
      if (first === "step") return this.take_step(place_in(number), posted);
      return path === "/change" ? this.change(posted) : path === "/methods" ? this.act(posted) : this.not_found();
    }
    if (path === "/") return this.start("");
    if (first === "read") return this.article(place_in(number));
    if (first === "method") return this.method(place_in(number));
    if (Object.hasOwn(this.about, path)) return this.page("about.html", {kind: this.about[path].kind, body: new Markup(this.about[path].html)});
    const mine = {"/onward": "onward", "/stop": "stop", "/guide": "show_guide", "/methods": "methods", "/beside": "beside", "/clinician": "clinician", "/differences": "differ"}[path];
    if (!mine && first !== "step") return this.not_found();
    if (this.journey && this.is_before_an_answer()) return this.wrong_clock("before_an_answer");
    return !this.journey ? {to: "/"} : mine ? this[mine]() : this.show_step(place_in(number));
  }

  page(template, values, status = 200) {
    const {pack} = this, today = this.clock(), banner = pack.past_due(today) ? pack.statements[pack.info.past_due] : null;
    const html = render(templates, template, {...this.shared, banner, due: long_date(pack.due), ...values});
    return {html: finish_review(pack, html, today), status};
  }

  /** The guide for the journey; made once for the same answers and minute. */
  guide() {
    const {facts, told_at, guideline} = this.journey, {minute, ahead} = this.watch(), options = {today: this.clock(), now: minute + ahead, guideline};
    const moments = Object.entries(told_at).map(([fact, told]) => [fact, moment_of(Math.min(told, minute) + ahead)]);
    const said = {...facts, [TOLD_AT]: Object.fromEntries(moments)}, key = JSON.stringify([said, options]);
    if (this.made?.key !== key) this.made = {key, guide: this.new_guide(said, options)};
    return this.made.guide;
  }

  /** What time changes on a page: the day, and the full hours of what is counted in hours. */
  mark() {
    const {facts, told_at} = this.journey ?? {facts: {}, told_at: {}}, {minute} = this.watch();
    const hours = Object.keys(told_at).filter((fact) => this.pack.facts[fact].ages === "hours").map((fact) => facts[fact] + (minute - told_at[fact]) / 60);
    return [this.clock(), ...hours.flatMap((one) => [Math.floor(one), Math.ceil(one)])].join();
  }

  /** Whether an answer was told, or lies, in what is the future by this clock. */
  is_before_an_answer() {
    const {facts, told_at} = this.journey, {minute} = this.watch();
    return Object.values(told_at).some((told) => told > minute + CORRECTED) || this.pack.giving.some(({name}) => day_of(facts[name]) > this.clock());
  }

  /** Keep answers, each with the minute at which it was told. What is counted in hours keeps its own where she leaves it as it was shown. */
  tell(guide, facts) {
    const {journey} = this, {minute} = this.watch();
    for (const [fact, value] of Object.entries(facts)) {
      const entry = this.pack.facts[fact], same = entry.ages === "hours" && typeof value === "number" && value === shown_number(entry, guide.told.number(fact));
      if (same && fact in journey.told_at) continue;
      journey.facts[fact] = value;
      if (entry.ages) journey.told_at[fact] = minute;
    }
  }

  new_guide(facts, options) {
    try {
      return guide_for(this.pack, facts, options);
    } catch (bad) {
      if (!(bad instanceof BadFacts)) throw bad;
      // Right when it was told: a date that midnight has made too old is asked again.
      for (const one of bad.errors) { delete facts[one.fact]; delete this.journey.facts[one.fact]; }
      return guide_for(this.pack, facts, options);
    }
  }

  start(error) {
    const {pack} = this, say = (name) => pack.statements[name], {lede, help, in_page, leaving} = pack.info.start;
    const values = {guides: pack.facts.guide, articles: pack.articles, help_lines: help.map(say), lede: say(lede), privacy: say(in_page), leaving: say(leaving), boot: "", error};
    return this.page("start.html", values, error ? 422 : 200);
  }

  begin(posted) {
    const chosen = posted.guide?.at(-1);
    if (!(chosen in this.pack.facts.guide.values)) return this.start("Where you are now: choose one of the three, then press Start.");
    this.journey = new_journey({guide: chosen});
    if (chosen !== METHODS_ONLY) this.journey.skipped = [METHODS];
    return this.onward();
  }

  /** One step to a page; a very long path forgets its beginning. */
  go(page) {
    this.journey.path = [...this.journey.path.slice(-REMEMBERED), page];
    return this.journey.path.length;
  }

  /** The next page that is due, the stop page, or the guide. */
  onward() {
    const {journey} = this, guide = this.guide(), last = journey.path.at(-1);
    if (must_stop(guide)) {
      this.keep_way_back(guide);
      return {to: "/stop"};
    }
    const page = asked_again(guide, journey.skipped) ?? next_page(guide, journey.skipped);
    if (page) return {to: `/step/${last === page.id ? journey.path.length : this.go(page.id)}`};
    const end = journey.skipped.includes(METHODS) || !guide.person ? GUIDE : METHODS;
    if (last !== end) this.go(end);
    return {to: `/${end}`};
  }

  /** The stop page leads back to a page with an answer that the emergency hangs on. */
  keep_way_back(guide) {
    const facts = [...ways_to_tell(guide, stopping(guide).flatMap((rule) => Object.keys(rule.when)))], last = this.journey.path.findLast((page) => !ENDS.includes(page)) ?? "";
    if (!pages_of(guide).some((page) => page.id === last && page.facts.some((fact) => facts.includes(fact)))) this.go(page_for(guide, facts));
  }

  page_at(guide, number) { return pages_of(guide).find((page) => page.id === this.journey.path[number - 1]) ?? null; }

  show_step(number) {
    const guide = this.guide(), page = this.page_at(guide, number), last = this.journey.path.at(-1) ?? GUIDE;
    if (!page) return {to: ENDS.includes(last) ? `/${last}` : `/step/${this.journey.path.length}`};
    return this.question(guide, page, number, null, {});
  }

  question(guide, page, number, posted, errors) {
    const note = page.facts.some((fact) => guide.told.lapsed.has(fact)) ? this.pack.statements[this.pack.info.time.asked_again] : null;
    return this.page("question.html", {...question_values(guide, this.journey, page, number, posted, errors), note}, Object.keys(errors).length ? 422 : 200);
  }

  take_step(number, posted) {
    const {journey} = this, guide = this.guide(), page = this.page_at(guide, number);
    if (!page) return {to: "/guide"};
    journey.path = journey.path.slice(0, number);
    if ("skip" in posted && page.topic !== "today") {
      journey.skipped = [...journey.skipped.filter((topic) => topic !== page.topic), page.topic];
      return this.onward();
    }
    const found = read_page(facts_shown(guide, page), page.boxes, posted, guide.today, guide);
    if (Object.keys(found.errors).length) return this.question(guide, page, number, posted, found.errors);
    for (const fact of page.facts) {
      delete journey.items[fact];
      if (fact in found.facts) continue;
      delete journey.facts[fact];
      delete journey.told_at[fact];
    }
    this.tell(guide, found.facts);
    Object.assign(journey.items, found.points);
    return this.onward();
  }

  change(posted) {
    const {journey} = this, guide = this.guide(), topic = posted.topic?.at(-1), page = pages_of(guide).find((one) => one.id === posted.page?.at(-1));
    if (journey.skipped.includes(topic)) journey.skipped = journey.skipped.filter((one) => one !== topic);
    else if (page) {
      journey.skipped = journey.skipped.filter((one) => one !== page.topic);
      return {to: `/step/${this.go(page.id)}`};
    }
    return this.onward();
  }

  stop() {
    const guide = this.guide();
    return must_stop(guide) ? this.page("stop.html", stop_values(guide, last_step(this.journey))) : {to: "/guide"};
  }

  show_guide() {
    const guide = this.guide();
    if (must_stop(guide)) return {to: "/stop"};
    return asked_again(guide, this.journey.skipped) ? {to: "/onward"} : this.page("guide.html", guide_values(guide, this.journey));
  }

  article(number) {
    const found = this.pack.articles.find((one) => one.order === number);
    return found ? this.page("article.html", article_values(this.pack, found, this.clock())) : this.not_found();
  }

  /** A page about methods, made from her guide. */
  of_methods(template, values, status = 200, more = {}) {
    const guide = this.guide();
    if (!guide.person) return {to: "/guide"};
    if (must_stop(guide)) return {to: "/stop"};
    if (asked_again(guide, this.journey.skipped)) return {to: "/onward"};
    const {guideline} = guide;
    return this.page(template, {edition: guide.pack.info.guidelines[guideline], guideline, error: "", ...values(guide), ...more}, status);
  }

  methods(status = 200, more = {}) { return this.of_methods("methods.html", (guide) => page_values(guide, this.journey.beside), status, more); }
  clinician() { return this.of_methods("clinician.html", clinician_values); }
  differ() { return this.of_methods("differences.html", differences); }
  beside() {
    const chosen = this.journey.beside;
    return chosen.length < FEWEST || chosen.length > MOST ? {to: "/methods"} : this.of_methods("beside.html", (guide) => beside_values(guide, chosen));
  }

  method(number) {
    const {pack} = this, mine = this.journey && this.guide(), guide = mine?.person && !must_stop(mine) ? mine : null, values = method_values(pack, guide, number);
    if (!values) return this.not_found();
    return this.page("method.html", {...values, guide, edition: pack.info.guidelines[guide?.guideline ?? Object.keys(pack.info.guidelines)[0]], ...method_page(pack, values.method, this.clock())});
  }

  /** Set a method aside or bring it back, read another guideline, choose methods to see side by side. */
  act(posted) {
    const {journey, pack} = this, {offered} = pack.contraception, last = (name) => posted[name]?.at(-1), given = journey.facts[SET_ASIDE];
    const aside = offered.filter((one) => Array.isArray(given) && given.includes(one));
    if (offered.includes(last("aside"))) journey.facts[SET_ASIDE] = [...aside, last("aside")];
    else if (aside.includes(last("bring_back"))) journey.facts[SET_ASIDE] = aside.filter((one) => one !== last("bring_back"));
    else if (Object.hasOwn(pack.info.guidelines, last("guideline") ?? "")) journey.guideline = last("guideline");
    else if ("go_on" in posted) {
      journey.skipped = journey.skipped.filter((one) => one !== TOPIC);
      return {to: "/onward"};
    } else if ("side_by_side" in posted) {
      const {length} = journey.beside = offered.filter((one) => posted.method?.includes(one));
      if (length >= FEWEST && length <= MOST) return {to: "/beside"};
      return this.methods(422, {error: `Side by side: choose ${FEWEST} to ${MOST} methods. You chose ${length}. Tick or untick some, then press the button again.`});
    }
    return {to: "/methods"};
  }

  not_found() {
    const values = {heading: "There is no such page", text: "The address is not one of ours. Nothing you told us is lost."};
    return this.page("message.html", values, 404);
  }

  /** Days are counted from today's date: with one that cannot be right there is no answer. `why` is a key of the pack's `time`. */
  wrong_clock(why) {
    const text = `This device says that today is ${long_date(this.clock())}. ${this.pack.statements[this.pack.info.time[why]].text}`;
    return this.page("message.html", {heading: "Please check the date on this device", text}, 503);
  }
}

/** The first day of the month in which the pack was written. */
function written(pack) { return Date.parse(`1 ${pack.info.written} UTC`) / 86_400_000; }

/** The number in an address, from 1; 0 for an address that is none of ours. */
function place_in(text) { return /^[0-9]{1,3}$/.test(text ?? "") ? Number(text) : 0; }

function must_stop(guide) { return guide.answers.urgency.low === guide.pack.decisions.urgency.scale.at(-1); }

/** The last page of questions on her path. */
function last_step(journey) {
  const place = journey.path.findLastIndex((page) => !ENDS.includes(page));
  return place < 0 ? "/" : `/step/${place + 1}`;
}
