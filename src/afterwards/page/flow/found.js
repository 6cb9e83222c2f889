/** @import {Journey, Posted} from "../types" */
/** @import {Flow} from "./flow.js" */
import { understand } from "../search/understand.js";
import { Search } from "../search/search.js";
import { door_rows, row_of, start_groups } from "../views/start_page.js";
import { value_words } from "../views/told_words.js";
import { tell } from "./journey.js";

const MOST_FOUND = 3;

/** The start page: the questions, and what was typed: understood as facts to confirm, and matched. */
export class Found {
  /** @param {Flow} flow */
  constructor(flow) {
    this.flow = flow;
    /** @type {Search|null} made when something is typed first */
    this.search = null;
    this.typed = "";
    /** @type {Record<string, any>} */
    this.facts = {};
  }

  /** Nothing is typed, nothing understood. */
  forget() {
    this.typed = "";
    this.facts = {};
  }

  /** What was typed: kept in memory, never sent. @param {Posted} posted */
  find(posted) {
    const typed = (posted.q?.at(-1) ?? "").trim();
    this.typed = typed;
    this.facts = typed ? understand(this.flow.pack, typed) : {};
    return { to: typed ? "/found" : "/" };
  }

  /** Leave out one fact that was understood. */
  without(fact) {
    delete this.facts[fact];
    return { to: "/found" };
  }

  /** The facts that were shown as understood are used: she chose the question below them. @param {Journey} journey */
  use(journey) {
    const { flow } = this;
    if (this.typed) tell(journey, flow.pack, { number: () => null }, this.facts, flow.watch().minute);
    this.forget();
  }

  /** The start page for anyone: she wants none of what was found. */
  afresh() {
    this.forget();
    return this.start();
  }

  /** The start page, with results where something was typed. */
  start() {
    const { flow, typed, facts } = this,
      { pack } = flow;
    this.search ??= new Search(pack);
    const { questions, urgent } = typed ? this.search.find(typed) : { questions: [], urgent: false };
    const understood = Object.entries(facts).map(([fact, value]) => {
      return { fact, value: String(value), short: pack.facts[fact].short, words: value_words(pack, fact, value) };
    });
    const { articles, statements, info } = pack;
    return flow.page("start.html", {
      typed,
      understood,
      found: typed ? questions.slice(0, MOST_FOUND).map((id) => row_of(flow, id)) : null,
      card: urgent ? info.start.help.map((id) => statements[id]) : [],
      groups: start_groups(flow),
      doors: door_rows(flow),
      articles,
      privacy: statements[info.start.in_page],
      unscripted: statements["ui.unscripted"],
      boot: "",
    });
  }
}
