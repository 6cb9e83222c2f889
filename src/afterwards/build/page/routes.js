import {SET_ASIDE, TOPIC} from "./evaluator/contraception.js";
import {Expired, guide_for} from "./evaluator/guide.js";
import {BadFacts} from "./evaluator/told.js";
import {facts_shown, next_page, pages_of} from "./interview.js";
import {Markup, render, with_calls} from "./render.js";
import {templates} from "./templates.js";
import {read_page, question_values} from "./views/forms.js";
import {article_values, finish_review, guide_values, method_page, page_for, stop_values, stopping} from "./views/guide_page.js";
import {beside_values, clinician_values, differences, method_values, page_values} from "./views/methods_page.js";
import {day_of, long_date} from "./wording.js";

const METHODS_ONLY = "contraception_only", GUIDE = "guide", METHODS = "methods", ENDS = [GUIDE, METHODS], FEWEST = 2, MOST = 4, REMEMBERED = 60;

/** A journey: facts as in the vocabulary, the pages seen, topics left for another day, lines of scores, guideline, methods side by side. */
export function new_journey(facts = {}) { return {facts, path: [], skipped: [], items: {}, guideline: "uk", beside: []}; }

/**
 * The routes of the server edition, with the journey in memory: the same addresses, the same pages, POST, redirect, GET.
 * Nothing here touches the network, the document or storage.
 */
export class Routes {
  /**
   * @param {object} pack
   * @param {Object<string, {kind: string, html: string}>} about pages about the software, rendered when they were built, by address
   * @param {() => number} clock the day of today, counted from 1970-01-01
   */
  constructor(pack, about, clock) {
    Object.assign(this, {pack, about, clock, journey: null, made: null});
    this.shared = {
      pack, foot: with_calls(pack.statements[pack.info.foot].text), review_mark: new Markup("<!-- review of this page -->"),
      edition: pack.info.guidelines.uk, usual: pack.info.usual_pages, on_device: true, kept: false,
    };
  }

  /**
   * The answer to one request.
   * @param {string} method GET or POST
   * @param {string} path as in the server edition
   * @param {Object<string, string[]>} posted the form, by name
   * @returns {{html: string, status: number}|{to: string}} a page, or where to go next
   */
  answer(method, path, posted = {}) {
    if (this.clock() < written(this.pack)) return this.wrong_clock();
    if (this.clock() > day_of(this.pack.info.answers_until)) throw new Expired("This edition is too old to answer.");
    const [, first, number] = path.split("/");
    if (method === "POST") {
      if (path === "/") return this.begin(posted);
      if (!this.journey) return {to: "/"};
      if (first === "step") return this.take_step(place_in(number), posted);
      return path === "/change" ? this.change(posted) : path === "/methods" ? this.act(posted) : this.not_found();
    }
    if (path === "/") return this.start("");
    if (first === "read") return this.article(place_in(number));
    if (first === "method") return this.method(place_in(number));
    if (Object.hasOwn(this.about, path)) return this.page("about.html", {kind: this.about[path].kind, body: new Markup(this.about[path].html)});
    const mine = {"/onward": "onward", "/stop": "stop", "/guide": "show_guide", "/methods": "methods", "/beside": "beside", "/clinician": "clinician", "/differences": "differ"}[path];
    if (!mine && first !== "step") return this.not_found();
    return !this.journey ? {to: "/"} : mine ? this[mine]() : this.show_step(place_in(number));
  }

  page(template, values, status = 200) {
    const {pack} = this, today = this.clock(), banner = pack.past_due(today) ? pack.statements[pack.info.past_due] : null;
    const html = render(templates, template, {...this.shared, banner, due: long_date(pack.due), ...values});
    return {html: finish_review(pack, html, today), status};
  }

  /** The guide for the journey; made once for the same answers. */
  guide() {
    const {facts, guideline} = this.journey, options = {today: this.clock(), guideline}, key = JSON.stringify([facts, options]);
    if (this.made?.key !== key) this.made = {key, guide: this.new_guide(facts, options)};
    return this.made.guide;
  }

  new_guide(facts, options) {
    try {
      return guide_for(this.pack, facts, options);
    } catch (bad) {
      if (!(bad instanceof BadFacts)) throw bad;
      // Right when it was told: a date that midnight has made too old is asked again.
      for (const one of bad.errors) delete facts[one.fact];
      return guide_for(this.pack, facts, options);
    }
  }

  start(error) {
    const {pack} = this, say = (name) => pack.statements[name], {lede, help, in_page} = pack.info.start;
    const values = {guides: pack.facts.guide, articles: pack.articles, help_lines: help.map(say), lede: say(lede), privacy: say(in_page), boot: "", error};
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
    const page = next_page(guide, journey.skipped);
    if (page) return {to: `/step/${last === page.id ? journey.path.length : this.go(page.id)}`};
    const end = journey.skipped.includes(METHODS) || !guide.person ? GUIDE : METHODS;
    if (last !== end) this.go(end);
    return {to: `/${end}`};
  }

  /** The stop page leads back to a page with an answer that the emergency hangs on. */
  keep_way_back(guide) {
    const facts = stopping(guide).flatMap((rule) => Object.keys(rule.when)), last = this.journey.path.findLast((page) => !ENDS.includes(page)) ?? "";
    if (!pages_of(guide).some((page) => page.id === last && page.facts.some((fact) => facts.includes(fact)))) this.go(page_for(guide, facts));
  }

  page_at(guide, number) { return pages_of(guide).find((page) => page.id === this.journey.path[number - 1]) ?? null; }

  show_step(number) {
    const guide = this.guide(), page = this.page_at(guide, number), last = this.journey.path.at(-1) ?? GUIDE;
    if (!page) return {to: ENDS.includes(last) ? `/${last}` : `/step/${this.journey.path.length}`};
    return this.question(guide, page, number, null, {});
  }

  question(guide, page, number, posted, errors) {
    return this.page("question.html", question_values(guide, this.journey, page, number, posted, errors), Object.keys(errors).length ? 422 : 200);
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
    for (const fact of page.facts) { delete journey.facts[fact]; delete journey.items[fact]; }
    Object.assign(journey.facts, found.facts);
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
    return must_stop(guide) ? {to: "/stop"} : this.page("guide.html", guide_values(guide, this.journey));
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

  /** Days are counted from today's date: with one that cannot be right there is no answer. */
  wrong_clock() {
    const said = `This device says that today is ${long_date(this.clock())}. That is before this page was written. We count days from today, so set the date right first.`;
    return this.page("message.html", {heading: "Please check the date on this device", text: `${said} Then open the page again.`}, 503);
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
