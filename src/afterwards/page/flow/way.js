import { SIGNS_TODAY } from "../answers/verdicts.js";
import { HerAnswers } from "./her_answers.js";
import { is_revealed, next_facts } from "./pages.js";
import { is_unseen } from "./signs.js";

/** Questions whose page carries the signs itself: help, or a page for someone else, comes at once. */
const AT_ONCE = ["crisis", "partner-help"];
/** The question of a nurse, midwife or GP: its page is the dense form. */
const RECORD = "clinician";

/** The way to her answer: which page is due now. */
export class Way extends HerAnswers {
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
}
