/** @import {Posted} from "../types" */
/** @import {Flow} from "./flow.js" */
import { SET_ASIDE } from "../evaluator/contraception.js";
import { Markup } from "../render.js";
import { article_values, method_page } from "../views/documents.js";
import { question_groups } from "../views/start_page.js";
import { beside_values } from "../views/methods_page.js";
import { clinician_values, differences } from "../views/clinician_page.js";
import { words } from "../wording.js";
import { method_values, page_values } from "../views/methods_page.js";

const FEWEST = 2,
  MOST = 4;

/** Pages to read, and the comparison of methods in full. */
export class Documents {
  /** @param {Flow} flow */
  constructor(flow) {
    this.flow = flow;
  }

  /** A page about the software, as it was rendered when the edition was built. */
  about(path) {
    const { kind, html } = this.flow.about[path];
    return this.flow.page("about.html", { kind, body: new Markup(html) });
  }

  /** Every question, by topic. */
  questions() {
    return this.flow.page("questions.html", { groups: question_groups(this.flow) });
  }

  article(number) {
    const { flow } = this,
      { pack } = flow;
    const article = pack.articles.find((one) => String(one.order) === number);
    if (!article) return this.not_found();
    return flow.page("article.html", article_values(pack, article, flow.clock()));
  }

  method(number) {
    const { flow } = this,
      { pack, journey } = flow,
      mine = journey && flow.guide();
    const guide = mine?.person && !flow.call() ? mine : null;
    const values = /^[0-9]{1,3}$/.test(number) ? method_values(pack, guide, Number(number)) : null;
    if (!values) return this.not_found();
    const edition = this.edition(guide?.guideline ?? Object.keys(pack.info.guidelines)[0]);
    const page = method_page(pack, values.method, flow.clock());
    return flow.page("method.html", { ...values, guide, edition, ...page });
  }

  edition(guideline) {
    return this.flow.pack.info.guidelines[guideline];
  }

  /** A page about methods, made from her guide. */
  of_methods(template, values, status = 200, more = {}) {
    const { flow } = this,
      guide = flow.guide(),
      { guideline } = guide;
    if (!guide.person || flow.call()) return { to: "/onward" };
    const shown = { edition: this.edition(guideline), guideline, error: "", ...values(guide), ...more };
    return flow.page(template, shown, status);
  }

  methods(status = 200, more = {}) {
    const { beside } = this.flow.journey;
    return this.of_methods("methods.html", (guide) => page_values(guide, beside), status, more);
  }

  clinician() {
    return this.of_methods("clinician.html", clinician_values);
  }

  differ() {
    return this.of_methods("differences.html", differences);
  }

  beside() {
    const { beside } = this.flow.journey,
      few = beside.length < FEWEST || beside.length > MOST;
    if (few) return { to: "/methods" };
    return this.of_methods("beside.html", (guide) => beside_values(guide, beside));
  }

  /** Set a method aside or bring it back, read another guideline, choose methods to see side by side. @param {Posted} posted */
  act(posted) {
    const { journey, pack } = this.flow,
      { offered } = pack.contraception;
    const last = (name) => posted[name]?.at(-1),
      given = journey.facts[SET_ASIDE];
    const aside = offered.filter((one) => Array.isArray(given) && given.includes(one));
    const back = aside.filter((one) => one !== last("bring_back"));
    if (offered.includes(last("aside"))) journey.facts[SET_ASIDE] = [...aside, last("aside")];
    else if (aside.includes(last("bring_back"))) journey.facts[SET_ASIDE] = back;
    else if (Object.hasOwn(pack.info.guidelines, last("guideline") ?? "")) journey.guideline = last("guideline");
    else if ("side_by_side" in posted) {
      journey.beside = offered.filter((one) => posted.method?.includes(one));
      const { length } = journey.beside;
      if (length >= FEWEST && length <= MOST) return { to: "/beside" };
      const error = words(pack, "ui.wrong-side-by-side", { fewest: FEWEST, most: MOST, number: length });
      return this.methods(422, { error });
    }
    return { to: "/methods" };
  }

  not_found() {
    const { pack } = this.flow,
      heading = words(pack, "ui.no-such-page"),
      text = words(pack, "ui.nothing-is-lost");
    return this.flow.page("message.html", { heading, text }, 404);
  }
}
