// What the modules of the page hand each other; `model.d.ts` has the records of the pack. Nothing of this is shipped.
import type * as model from "./model";
import type { Person } from "./answers/person.js";
import type { Language } from "./language.js";
import type { Table } from "./evaluator/table.js";

export type * from "./model";

/** Days and minutes are counted from 1970-01-01. */
export interface Options {
  today: number;
  now?: number;
  guideline?: string;
  closed_world?: boolean;
}

/** A decision, with its rules by id and the classes each asks for. */
export interface Decision extends model.DecisionText {
  rules: Record<string, model.RuleText & { when: Record<string, number> }>;
}

/** A question, with the facts that its pages ask. */
export interface Question extends model.Question {
  deciding: string[];
}

/** What a page of questions was answered with: facts, complaints by fact, the lines of scores, and how a complaint is made. */
export interface Read {
  facts: Record<string, any>;
  errors: Record<string, string>;
  points: Record<string, number[]>;
  /** Of a list shown in part, the values that were shown. */
  asked_of: Record<string, string[]>;
  complain(entry: model.Entry, statement: string, values?: Record<string, any>): void;
}

/** The review of one item. */
export interface Standing {
  by: string[];
  signed: number;
  due: number;
}

/** What the pack says of methods, as `pack.js` opens it. */
export interface Contraception {
  methods: Record<string, model.Method>;
  meanings: Record<string, { say: string; risk: string; covered_by: string[] }>;
  grids: Record<string, GridRow[]>;
  medicines: Record<string, model.Medicine>;
  classes: Record<string, any>;
  weakens: Record<string, string>;
  cautions: model.Caution[];
  differences: model.Difference[];
  starting: model.StartRule[];
  kinds: model.Kind[];
  start_unsettled: any;
  table: Table;
  offered: string[];
  holds(name: string, state: State): boolean | null;
  facts_of(name: string): string[];
  medicine(name: string): model.Medicine | null;
  rows(guideline: string): Record<string, GridRow>;
  column(guideline: string, method: string): string;
  applies(guideline: string, row: GridRow, state: State): boolean | null;
}

export interface GridRow extends Omit<model.GridRow, "cells"> {
  name: string;
  cells: Record<string, { start: [string, string]; goes_on: [string, string] }>;
}

/** The pack as `open_pack` opens it; `info` and `typed` are as they are written. */
export interface Pack {
  id: string;
  version: string;
  due: number;
  info: any;
  typed: any;
  asked: Record<string, string[]>;
  questions: { by_id: Record<string, Question>; table: Table };
  signs: model.Sign[];
  words: Record<string, Record<string, string>>;
  phrases: Record<string, string[]>;
  table: Table;
  decisions: Record<string, Decision>;
  facts: Record<string, model.Entry>;
  giving: model.Entry[];
  pages: (model.Page & { boxes: string })[];
  rows: model.Row[];
  contradictions: model.Contradiction[];
  articles: model.Article[];
  statements: Record<string, model.Statement>;
  language: Language;
  sources: Record<string, model.Source>;
  contraception: Contraception | null;
  reviews: { standing: Record<string, Standing> };
  review(item: string, today: number): string;
  past_due(today: number): boolean;
  applicable(guide: string | null): Decision[];
}

/** One fact of a compiled table: its values or the cuts between them, and the fact that it hangs on. */
export interface TableFact {
  name: string;
  values: string[];
  range: [number, number];
  whole: boolean;
  absent: string | number | null;
  cuts: Cut[];
  gate: string | null;
  applies: number;
}

/** A place between numbers: just below the number, or (1) just above it. */
export type Cut = [number, number];

/** A compiled decision: of each level its rules, the rows of its prime implicants, and the rules behind each. */
export interface TableDecision {
  name: string;
  scale: string[];
  rules: { row: number; id: string }[][];
  primes: number[][];
  either?: string[][][];
}

/** What a table knows of one person. */
export interface State {
  known: Record<string, number>;
  asked: Set<string>;
  certain: boolean[];
  possible: boolean[];
}

/** Why a decision is at its level: a rule that holds, or may, and the facts it still hangs on. */
export interface Reason {
  id: string;
  level: string;
  certain: boolean;
  needs: string[];
}

/** One decision for one person. */
export interface Found {
  low: string;
  high: string;
  settled: boolean;
  reasons: Reason[];
  either_way: string[];
}

/** What one person told, checked and brought to now. `apart`: pairs of facts that do not fit; `lapsed`: told on another day. */
export interface Told {
  values: Record<string, any>;
  unknown: Set<string>;
  loss_date: number | null;
  days_since_loss: number | null;
  hours: number | null;
  apart: [string, string][];
  bmi: number[];
  strange: string[];
  /** Of a list told in part, the values she was asked about. */
  asked_of: Record<string, Set<string>>;
  lapsed: Set<string>;
  says(fact: string): boolean;
  /** Whether she was asked for all of it. */
  answers(fact: string): boolean;
  number(fact: string): number | null;
}

/** What is wrong with a fact that was told. */
export interface Complaint {
  fact: string;
  given: any;
  allowed: string;
  message: string;
  remedy: string;
}

/** One person as the table of the methods sees her. */
export interface MethodPerson {
  contraception: Contraception;
  told: Told;
  state: State;
  guideline: string;
  past_due: boolean;
}

/** A statement as it is said to her. */
export interface Said {
  id: string;
  text: string;
}

/** A line of the plan. `rule`: the rule that says it, "" for none; `row`: whether a row of the plan does. */
export interface Line {
  statement: string;
  rule: string;
  row: boolean;
  text: string;
  from_date: number | null;
  to_date: number | null;
}

/** A rule that may hold and would raise the level. */
export interface OpenRule {
  decision: string;
  rule: string;
  level: string;
  if_: string;
  then: string;
  needs: string[];
}

/** The statements that may be said beside these answers. */
export interface Guard {
  says(statement: string): string;
  concerns(name: string, unless: number): boolean;
  order(sections: string[]): string[];
}

/** A care card of a decision: what it says above, and the lines that can concern her. */
export interface Card {
  decision: string;
  level: string;
  heading: string;
  lines: string[];
}

/** The answer to one question, as `answers.py` makes it. */
export interface Answer {
  question: Question;
  person: Person;
  verdict: string;
  headline: Said[];
  own: { verdict: string; headline: Said[] } | null;
  methods: { method: string; verdict: string; low: number; high: number; headline: Said[] }[];
  ask: string[];
  /** What a category of her methods hangs on, by the names of the methods' table. */
  hangs_on(): string[];
  first: Said[];
  find_out: Said[];
  /** someone else asks: only the general answer is given */
  speaks_to_her?: boolean;
  opened: Said[];
  why: Said[];
  until: number | null;
  changes: { if: Said; then: Said; verdict: string; needs: string[] }[];
  general(): Said[];
  related: string[];
}

/** A journey: what was told and when, her question, and the pages of questions seen. */
export interface Journey {
  facts: Record<string, any>;
  told_at: Record<string, number>;
  asked_of?: Record<string, string[]>;
  question: string;
  path: { question: string; facts: string[]; again?: boolean }[];
  items: Record<string, number[]>;
  guideline: string;
  beside: string[];
  ticked: string[];
  /** Lines of several findings that were not on the page of signs that she answered last. */
  left_out?: string[];
  came_with?: string;
}

/** A form as it was sent, by name. */
export type Posted = Record<string, string[]>;

/** A page, or where to go next. */
export interface Shown {
  html?: string;
  status?: number;
  to?: string;
}

/** A length of time in a text: from one word to another, so many days, weeks or hours. */
export interface Span {
  from: number;
  to: number;
  days?: number;
  weeks?: number;
  hours?: number;
  counted?: boolean;
  ago?: boolean;
}

/** Phrases of the data that say a thing, and those that speak against it. `firm`: said, though it is supposed. */
export interface Phrase {
  said: string[];
  unless?: string[];
  firm?: boolean;
}

/** What the start page says of this build; `urgent` is the page for when something is wrong. */
export interface Config {
  start: string;
  away: string;
  pages: Record<string, string>;
  about: string[];
  urgent: DocumentFragment;
}

/** One field of a form as the templates show it. */
export interface Field {
  entry: model.Entry;
  kind: string;
  target: string;
  error: string;
  options: Option[];
  typed: Record<string, any>;
  scores: any[];
  question?: string;
  none?: boolean;
  unsure?: boolean;
}

export interface Option {
  name: string;
  value: string;
  label: string;
  hint: string;
  checked: boolean;
}

/** What a service worker is told. */
interface WorkerEvent extends Event {
  request: Request;
  waitUntil(done: Promise<unknown>): void;
  respondWith(found: Response | Promise<Response>): void;
}

declare global {
  var afterwards: { App?: typeof import("./app.js").App };

  /** A fault that shows the page for an edition that is too old. */
  interface Error {
    late?: boolean;
  }

  // Our pages are HTML: what a selector finds there is an element of it.
  interface ParentNode {
    querySelector<Found extends Element = HTMLElement>(selectors: string): Found | null;
    querySelectorAll<Found extends Element = HTMLElement>(selectors: string): NodeListOf<Found>;
  }

  interface WindowEventMap {
    install: WorkerEvent;
    activate: WorkerEvent;
    fetch: WorkerEvent;
  }
}
