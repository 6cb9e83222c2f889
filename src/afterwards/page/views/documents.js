/** @import {Pack} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
import { text_of, with_calls } from "../render.js";
import { day_of, review_of_all, Voice, words } from "../wording.js";

/** How sure we are of a sentence, from the surest on, and how far a source was read: the statements that say it. */
const CONFIDENCE = {
  agreed: "ui.sure-agreed",
  single_source: "ui.sure-single-source",
  contested: "ui.sure-contested",
  unverified: "ui.sure-unverified",
};
const READ = { whole: "ui.read-whole", part: "ui.read-part", memory: "ui.read-memory", own: "ui.read-own" };

/** How sure we are, in words. @param {Pack} pack */
export function confidence_words(pack, level) {
  return words(pack, CONFIDENCE[level]);
}

const MARK = "<!-- review of this page -->",
  SHOWN_STATEMENT = /data-statement="([^"]+)"/g;

/** A source in a few words: who, title and, where known, its date. @param {Pack} pack */
export function source_name({ language }, source) {
  const day = source.date ? day_of(source.date) : null;
  return `${source.by}: ${source.title}${source.date ? `, ${day === null ? source.date : language.date(day)}` : ""}`;
}

/** What lines rest on, in one: their sources, how sure we are of the least sure, and their review. @param {Guide} guide */
export function basis_of(guide, lines) {
  const { pack, today } = guide,
    said = lines.map(({ id }) => pack.statements[id]),
    named = new Set(said.flatMap((one) => one.sources));
  const sure = Object.keys(CONFIDENCE).findLast((level) => said.some((one) => one.confidence === level));
  const sources = [...named].map((id) => source_name(pack, pack.sources[id])).join("; ");
  const [, review] = review_of_all(
    pack,
    lines.map(({ id }) => id),
    today
  );
  return words(pack, "ui.basis", { sources, sure: sure ? confidence_words(pack, sure) : "", review });
}

/**
 * Statements of a reading page, each with the numbers of its sources, given as they come; then the references.
 * @param {Pack} pack
 * @param {number} today
 */
function citing(pack, today) {
  const voice = Voice.of_nobody(pack, today),
    numbers = new Map();
  const cite = (statement) => {
    const one = pack.statements[statement];
    for (const source of one.sources) if (!numbers.has(source)) numbers.set(source, numbers.size + 1);
    const found = one.sources.map((source) => numbers.get(source)).sort((first, other) => first - other);
    return {
      id: statement,
      text: with_calls(voice.say(statement)),
      because: voice.because(statement),
      numbers: found,
      confidence: one.confidence,
    };
  };
  const page = (summary_of, parts) => ({
    summary: summary_of.map(cite),
    parts: parts.map(([heading, says]) => [heading, says.map(cite)]),
    references: [...numbers].map(([source, number]) => [number, pack.sources[source]]),
    read: Object.fromEntries(Object.entries(READ).map(([how, id]) => [how, words(pack, id)])),
    source_name: (source) => source_name(pack, source),
  });
  return { cite, page };
}

/** What a reading page shows: summary first, parts, then numbered references. @param {Pack} pack @param {number} today */
export function article_values(pack, article, today) {
  return { article, others: pack.articles.filter((one) => one !== article), ...citing(pack, today).page(article.summary, article.parts) };
}

/** What a method's page shows, in the shape of a reading page. @param {Pack} pack @param {number} today */
export function method_page(pack, method, today) {
  const made = citing(pack, today),
    works = method.works ? made.cite(method.works) : null,
    page = made.page(method.summary, method.parts);
  return { works, ...page };
}

/** The page with its own review state in its foot, that of the sentences it really shows. @param {Pack} pack @param {number} today */
export function finish_review(pack, html, today) {
  if (!html.includes(MARK)) return html;
  const foot = pack.info.not_reviewed,
    any = Object.keys(pack.reviews.standing).length > 0,
    found = any ? [...html.matchAll(SHOWN_STATEMENT)].map(([, name]) => name) : [];
  const shown = new Set(found.filter((name) => name in pack.statements && name !== foot)),
    [statement, text] = review_of_all(pack, shown, today);
  return html.replace(MARK, () => `<span data-statement="${text_of(statement)}">${text_of(text)}</span>`);
}
