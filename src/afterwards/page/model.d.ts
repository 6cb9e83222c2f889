// Made by tools/page_types.py from the dataclasses of the pack: what the page's data holds. Not written by hand.

export interface Range {
  low: number | null;
  high: number | null;
  low_open: boolean;
  high_open: boolean;
}

export interface Label {
  label: string;
  hint: string;
}

export interface FromTold {
  any: (Record<string, string[] | Range>)[];
  unless: (Record<string, string[] | Range>)[];
}

export interface Entry {
  name: string;
  kind: string;
  values: Record<string, Label>;
  question: string;
  short: string;
  hint: string;
  unit: string;
  unit_one: string;
  low: number;
  high: number;
  whole: boolean;
  absent: any;
  gate: [string, string[] | Range] | null;
  sign: Label | null;
  items: string[];
  answers: Record<string, number>;
  gives: string;
  narrows: string;
  wording: boolean;
  held: boolean;
  only_told: boolean;
  absence_tells: boolean;
  open_when: [string, string[] | Range] | null;
  unless: string[];
  tells_of_loss: string;
  below: string;
  inferred: [string, string[] | Range, string, string] | null;
  from_told: FromTold | null;
  becomes: [string, number, string[], string] | null;
  context: boolean;
  levels: string[];
  longest: number;
  ages: string;
  cards: Record<string, string>;
  find: string;
}

export interface Page {
  id: string;
  facts: string[];
  why: string;
  topic: string;
  title: string;
  checks: boolean;
  each_unsure: boolean;
  always: boolean;
  offered: boolean;
  guides: string[];
}

export interface Level {
  says: string;
  then: string;
  card: string;
  do: string[];
  tell: string;
  unsure: string;
}

export interface RuleText {
  id: string;
  level: string;
  if_: string;
  say: string[];
  card: string;
  tell: string;
  then: string;
  do: string[];
  from_day: number | null;
  to_day: number | null;
}

export interface DecisionText {
  name: string;
  guides: string[];
  section: string;
  scale: string[];
  levels: Record<string, Level>;
  so_far: string;
  default: string[];
  rises: boolean;
  past_due: string;
  always: string[];
}

export interface Row {
  id: string;
  section: string;
  say: string[];
  from_day: number | null;
  to_day: number | null;
  figure: string;
  onward: boolean;
  instead: boolean;
  why: string;
  when: string[];
  unless: number;
}

export interface Contradiction {
  id: string;
  say: string[];
  exceeds: string[];
  differ: string[];
  when: string[];
}

export interface Statement {
  id: string;
  text: string;
  otherwise: string;
  because: string;
  confidence: string;
  calm: Record<string, string>;
  first: boolean;
  rather: string;
  methods: string[];
  kinds: string[];
  suggests: string[];
  going_on: string;
  some_kind: string;
  about_her: string;
  forms: Record<string, string>;
  unless: number;
  sources: string[];
  weak: number[];
}

export interface Source {
  id: string;
  title: string;
  by: string;
  date: string;
  address: string;
  read: string;
  checked: string;
  grade: string;
}

export interface Article {
  id: string;
  title: string;
  order: number;
  summary: string[];
  parts: [string, string[]][];
}

export interface ShortAnswer {
  verdict: string;
  say: string[];
  if_: string;
  more: string[];
  why: string[];
  until: number | null;
  raises: boolean;
  unless: number[];
  row: number;
}

export interface Change {
  verdict: string;
  if_: string;
  then: string;
  unless: number[];
  when: string[];
  row: number;
}

export interface Question {
  id: string;
  title: string;
  topic: string;
  guides: string[];
  kinds: string[];
  decides: string[];
  groups: string[][];
  pages: number;
  answers: ShortAnswer[];
  changes: Change[];
  related: string[];
  implies: Record<string, any>;
  typed: string[];
  start: number;
  door: boolean;
  of_asker: boolean;
  yes_beside_call: boolean;
}

export interface Sign {
  id: string;
  say: string;
  listed: string;
  lead: number;
  level: string;
  when: Record<string, number>;
}

export interface Method {
  id: string;
  name: string;
  summary: string[];
  parts: [string, string[]][];
  columns: string[];
  suits: string[];
  effectiveness: Record<string, [number, number]> | null;
  works: string;
}

export interface GridRow {
  condition: string;
  means: string;
  use: string;
  heading: string;
  detail: string;
  cells: string;
}

export interface Caution {
  id: string;
  methods: string[];
  say: string[];
  open: string[];
  only: boolean;
  guidelines: string[];
  against: boolean;
  works_less: boolean;
  when: boolean;
}

export interface StartRule {
  id: string;
  guidelines: string[];
  methods: string[];
  say: string[];
  from_day: number;
  extra_days: number;
  wait: boolean;
}

export interface KindRule {
  id: string;
  say: string[];
  level: string;
  guidelines: string[];
  of_her: boolean;
}

export interface Kind {
  id: string;
  name: string;
  say: string[];
  rules: KindRule[];
}

export interface Difference {
  say: string;
  methods: string[];
  means: string[];
  start: boolean;
}

export interface Medicine {
  name: string;
  brands: string[];
  classes: string[];
  one_of: string[];
  say: string[];
}
