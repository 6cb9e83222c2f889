/** @import {Pack} from "../types" */
import { Danger } from "./danger.js";
import { typing_of } from "./typing.js";
import { stem_of, words_of } from "./words.js";

const WHOM = "who-to-call",
  CRISIS = "crisis",
  LEADING = 3,
  LISTED = 8;
const ENOUGH = 0.7,
  LACKS = 0.5,
  OFTEN = 0.12,
  ASKED = 6,
  MEANT = 0.8,
  PREGNANT_ONLY = { yes: 1.5, no: 0.6 };

/** Finds questions by what she typed, in the page: nothing is sent. */
export class Search {
  /** @param {Pack} pack */
  constructor(pack) {
    this.typing = typing_of(pack);
    this.asked = Object.values(pack.questions.by_id);
    this.danger = new Danger(this.typing);
    this.topical = new Set(this.typing.list("topical").flatMap((one) => this.typing.read(one)));
    this.asking = this.typing.list("asking").map(words_of);
    const { needs = {} } = this.typing.data;
    this.needs = Object.fromEntries(
      Object.entries(needs).map(([id, many]) => {
        return [id, many.flatMap((word) => this.typing.read(word))];
      })
    );
    const padded = (one) => ` ${one.split(" ").map(stem_of).join(" ")} `;
    this.elsewhere = this.typing.list("elsewhere").map(padded);
    const { phrases } = this.typing,
      of = new Map();
    for (const { id, text } of phrases) {
      of.set(id, [...(of.get(id) ?? []), this.typing.sought(this.typing.read(text))]);
    }
    const whole = [...of].map(([id, many]) => ({ id, words: [...new Set(many.flat())].join(" ") }));
    const single = [...of].flatMap(([id, many]) => {
      return many.map((words, place) => ({ id: `${id} ${place}`, words: words.join(" ") }));
    });
    /** The words of each phrase by itself: who types no other is understood, however common they are. */
    this.alone = new Set([...of.values()].flat().map(unordered));
    this.whole = indexed(whole, { k: 1.2, b: 0.3, d: 0 });
    this.single = indexed(single, { k: 1.2, b: 0.75, d: 0 });
    this.held = new Map(whole.map(({ id, words }) => [id, new Set(words.split(" "))]));
    const { questions, statements } = pack;
    const title_of = (one) => this.typing.sought(this.typing.read(statements[one.title].text));
    /** The words of each question's title. */
    this.titles = new Map(Object.values(questions.by_id).map((one) => [one.id, new Set(title_of(one))]));
  }

  /** The questions that fit, best first, and whether the words name a danger. */
  find(text) {
    const words = this.typing.read(text),
      sought = [...new Set(this.typing.sought(words))];
    const signs = this.danger.in(words),
      urgent = signs !== null;
    const ranked = this.ranked(sought, words, this.danger.pregnant(words), this.asked_in(text));
    if (!urgent && !this.ours(text, words, sought, ranked)) return { questions: [], urgent };
    const questions = urgent ? led(ranked, signs) : ranked;
    return { questions: questions.slice(0, LISTED), urgent };
  }

  /** What is looked for of the words that ask: those from the last beginning of a question on; all where they name no matter of ours. */
  asked_in(text) {
    const words = this.typing.spelt(text);
    const begins = words
      .map((_, at) => at)
      .filter((at) => this.asking.some((one) => one.every((word, place) => words[at + place] === word)));
    const sought_in = (part) => this.typing.read(part.join(" "));
    const part = sought_in(words.slice(begins.at(-1) ?? 0));
    const asked = this.typing.sought(part),
      named = asked.some((word) => this.topical.has(word) || [...this.titles.values()].some((title) => title.has(word)));
    return new Set(named ? asked : this.typing.sought(sought_in(words)));
  }

  /** The questions by how well they fit, what is asked before what is told; of two that fit alike the one that is asked more often. */
  ranked(sought, words, pregnant, asked) {
    const score = new Map(),
      query = sought.join(" "),
      options = { boostTerm: (word) => (asked.has(word) ? ASKED : 1) };
    for (const one of this.whole.search(query, options)) score.set(one.id, one.score);
    const best = new Map();
    for (const one of this.single.search(query, options)) {
      const [id] = one.id.split(" ");
      best.set(id, [...(best.get(id) ?? []), one.score]);
    }
    for (const [id, many] of best) {
      score.set(id, (score.get(id) ?? 0) + many[0] + 0.3 * (many[1] ?? 0));
    }
    this.asked.forEach(({ id, guides }, place) => {
      const only = guides.length === 1 && guides[0] === "pregnant",
        needs = this.needs[id];
      const fits = only ? PREGNANT_ONLY[pregnant ? "yes" : "no"] : 1;
      const lacks = needs && !needs.some((word) => words.includes(word)) ? LACKS : 1;
      const title = this.titles.get(id),
        both = [...title].filter((word) => asked.has(word)).length;
      const meant = asked.size < sought.length ? 1 + (MEANT * 2 * both) / (title.size + asked.size || 1) : 1;
      const often = 1 + OFTEN * (1 - place / this.asked.length);
      if (score.has(id)) score.set(id, score.get(id) * fits * lacks * meant * often);
    });
    return [...score].sort((one, two) => two[1] - one[1]).map(([id]) => id);
  }

  /** Whether a text is about what we answer. */
  ours(text, words, sought, ranked) {
    const typed = this.typing.spelt(text);
    const topical = new Set(words.filter((word) => this.topical.has(word))).size;
    const whole = ` ${typed.map(stem_of).join(" ")} `;
    const away = this.elsewhere.filter((one) => whole.includes(one)).length;
    if (topical > away) return true;
    if (!away && sought.length && this.alone.has(unordered(sought))) return true;
    const held = this.held.get(ranked[0]);
    const fits = held ? sought.filter((word) => held.has(word)).length : 0;
    return !away && fits >= 2 && fits / sought.length >= ENOUGH;
  }
}

/** Words as one text, whatever their order. @param {string[]} words */
function unordered(words) {
  return [...new Set(words)].sort().join(" ");
}

/** Where a danger is named: its own question, and whom to call, among the first. */
function led(ranked, signs) {
  const first = ranked.slice(0, LEADING),
    whom = signs.includes(CRISIS) ? [] : [WHOM];
  const missing = [...new Set([...signs, ...whom])].filter((id) => !first.includes(id));
  const kept = first.slice(0, Math.max(1, LEADING - missing.length));
  return [...new Set([...kept, ...missing, ...ranked])];
}

function indexed(documents, bm25) {
  const index = new globalThis.MiniSearch({
    fields: ["words"],
    tokenize: (words) => words.split(" "),
    processTerm: (word) => word || null,
    searchOptions: { bm25 },
  });
  index.addAll(documents);
  return index;
}
