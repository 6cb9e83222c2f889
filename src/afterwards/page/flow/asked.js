/** @import {Posted} from "../types" */
/** @import {Flow} from "./flow.js" */
import { SIGNS_TODAY } from "../answers/verdicts.js";
import { answer_values } from "../views/answer_page.js";
import { stop_values } from "../views/stop_page.js";
import { plan_values } from "../views/plan_page.js";
import { general_values } from "../views/general_page.js";
import { read_record, record_values, sheet_values } from "../views/record_page.js";
import { question_values, said_values, signs_values } from "../views/question_page.js";
import { forget, tell } from "./journey.js";
import { empty_of, read_form, shown_on } from "./filled_in.js";
import { as_asked, boxes_of, tells } from "./pages.js";
import { lines_left_out, read_boxes, signs_for } from "./signs.js";

const SIGN_BOXES = ["some", "unsure"];

/** The pages of her question: signs, questions, stop, answer, plan, and what she told. */
export class Asked {
  /** @param {Flow} flow */
  constructor(flow) {
    this.flow = flow;
  }

  /** The page of signs; `boxes` is "some" or "unsure" once one of these buttons was pressed. @param {Posted} posted */
  signs(boxes, error = "", posted = {}) {
    const { flow } = this,
      person = flow.person(),
      signs = signs_for(person, flow.question);
    if (boxes && !SIGN_BOXES.includes(boxes)) return { to: "/signs" };
    return flow.page("signs.html", signs_values(flow, signs, boxes, posted, error), error ? 422 : 200);
  }

  /** @param {Posted} posted */
  take_signs(boxes, posted) {
    const { flow } = this,
      person = flow.person(),
      { minute } = flow.watch();
    const pressed = posted.signs?.at(-1),
      signs = signs_for(person, flow.question);
    const keep = (facts) => {
      const before = flow.journey.left_out,
        left = lines_left_out(flow.pack, signs);
      flow.journey.left_out = before && person.told.says(SIGNS_TODAY) ? left.filter((id) => before.includes(id)) : left;
      tell(flow.journey, flow.pack, person.told, facts, minute);
    };
    if (!boxes) {
      if (SIGN_BOXES.includes(pressed)) return { to: `/signs/${pressed}` };
      if (pressed !== "none") return { to: "/signs" };
      keep({ [SIGNS_TODAY]: "none" });
      return flow.onward();
    }
    const facts = read_boxes(flow.pack, signs, posted, person.told.values);
    if (!facts) return this.signs(boxes, flow.voice().say("ui.tick-or-back"), posted);
    keep(facts);
    flow.journey.ticked = signs.map(({ id }) => id).filter((id) => posted[id]?.includes("yes"));
    return flow.onward();
  }

  /** A page of questions, by its place on her path. @param {Posted|null} posted */
  step(place, posted = null, errors = {}) {
    const page = this.page_at(place);
    if (!page) return { to: "/onward" };
    const status = Object.keys(errors).length ? 422 : 200;
    return this.flow.page("question.html", question_values(this.flow, page, place, posted, errors), status);
  }

  page_at(place) {
    const { flow } = this,
      page = flow.journey.path[Number(place) - 1];
    if (page) flow.journey.question = page.question;
    return page ?? null;
  }

  /** A page of questions with what is filled in so far, without complaints. @param {Posted} posted */
  draft(place, posted) {
    return this.step(place, posted);
  }

  /** What of a page is shown with what is filled in so far. @param {Posted} posted */
  shown(page, posted) {
    return shown_on(this.flow, page, posted);
  }

  /** @param {Posted} posted */
  take_step(place, posted) {
    const { flow } = this,
      { journey, pack } = flow,
      page = this.page_at(place);
    if (!page) return { to: "/onward" };
    journey.path = journey.path.slice(0, Number(place));
    const shown = this.shown(page, posted),
      facts = as_asked(pack, page.facts);
    const { found, answered } = read_form(flow, facts, posted);
    const left = shown.filter((fact) => !answered.has(fact)),
      guide = flow.person().guide;
    const needed = left.filter((fact) => !boxes_of(pack, facts).includes(fact) || fact === left[0]);
    for (const fact of needed) Object.assign(found.errors, empty_of(pack, boxes_of(pack, facts), fact, posted, guide));
    // What was shown only now is asked on the same page, without a complaint about it.
    const seen = (posted.seen?.at(-1) ?? "").split(" ");
    for (const fact of Object.keys(found.errors)) if (!answered.has(fact) && !seen.includes(fact)) delete found.errors[fact];
    if (Object.keys(found.errors).length || left.length) return this.step(place, posted, found.errors);
    forget(
      journey,
      facts.filter((fact) => !(fact in found.facts))
    );
    tell(journey, pack, guide.told, found.facts, flow.watch().minute, found.asked_of);
    Object.assign(journey.items, found.points);
    return flow.onward();
  }

  /** The call that is due. */
  stop() {
    const { flow } = this;
    return flow.call() ? flow.page("stop.html", stop_values(flow)) : { to: "/onward" };
  }

  /** She has called: for this day the call is one line. */
  called() {
    const { flow } = this;
    tell(flow.journey, flow.pack, flow.person().told, { called_for_help: "yes" }, flow.watch().minute);
    return flow.onward();
  }

  answer() {
    const { flow } = this;
    return flow.answer_to().speaks_to_her ? flow.page("general.html", general_values(flow)) : flow.page("answer.html", answer_values(flow));
  }

  plan() {
    return this.flow.page("guide.html", plan_values(this.flow));
  }

  /** Everything on one dense form, for who keeps her record. @param {Posted|null} posted */
  record(posted = null, errors = {}) {
    const status = Object.keys(errors).length ? 422 : 200;
    return this.flow.page("record.html", record_values(this.flow, posted, errors), status);
  }

  /** @param {Posted} posted */
  take_record(posted) {
    const { flow } = this,
      { journey } = flow,
      { facts, errors } = read_record(flow, posted);
    if (Object.keys(errors).length) return this.record(posted, errors);
    Object.assign(journey, { facts: { who_asks: journey.facts.who_asks }, told_at: {}, asked_of: {} });
    tell(journey, flow.pack, flow.reader().plain.told, facts, flow.watch().minute);
    return { to: "/sheet" };
  }

  /** The sheet for the record. */
  sheet() {
    return this.flow.page("sheet.html", sheet_values(this.flow));
  }

  /** What she told, each with a way to change it. */
  said() {
    return this.flow.page("said.html", said_values(this.flow));
  }

  /** One fact on a page of its own. */
  change(fact) {
    const { flow } = this,
      { journey, pack } = flow;
    if (fact === SIGNS_TODAY) return { to: "/signs" };
    if (!Object.hasOwn(pack.facts, fact) || fact === "guide") return { to: "/said" };
    const [told = fact] = tells(pack, fact).slice(-1);
    journey.path = [...journey.path, { question: journey.question, facts: [told], again: true }];
    return { to: `/step/${journey.path.length}` };
  }
}
