/** @import {Pack} from "../types" */
/** @import {Guide} from "../evaluator/guide.js" */
import { GRADES, SURE } from "../pack.js";
import { text_of, with_calls } from "../render.js";
import { day_of, review_of_all, Voice, words } from "../wording.js";

/** How sure we are of a sentence, from the surest on: the statement that says it. */
const CONFIDENCE = ["ui.sure-agreed", "ui.sure-single-source", "ui.sure-contested", "ui.sure-unverified"];

/** So many kinds of sources the line names. */
const MOST_NAMED = 2;

/** How sure we are, in words. @param {Pack} pack */
export function confidence_words(pack, level) {
  return words(pack, CONFIDENCE[SURE.indexOf(level)]);
}

const MARK = "<!-- review of this page -->",
  SHOWN_STATEMENT = /data-statement="([^"]+)"/g;

/** A source in a few words: who, title and, where known, its date. @param {Pack} pack */
export function source_name({ language }, source) {
  const day = source.date ? day_of(source.date) : null;
  return `${source.by}: ${source.title}${source.date ? `, ${day === null ? source.date : language.date(day)}` : ""}`;
}

/** The word of a grade, in the form that goes with a number. @param {Pack} pack */
function grade_words(pack, grade, count) {
  return words(pack, `ui.${grade === "own" ? "read" : "grade"}-${grade}`, { count });
}

/** A source as it is listed: with its grade, how far it was read, and when it was last checked, if known. @param {Pack} pack */
function reference(pack, source) {
  const { address, grade, read, checked } = source,
    how = words(pack, `ui.read-${read}`),
    note = grade === read ? how : `${grade_words(pack, grade, 1)}, ${how}`;
  const found = `${source_name(pack, source)}${address && ` (${address})`}. ${note[0].toUpperCase()}${note.slice(1)}.`;
  return checked ? `${found} ${words(pack, "ui.checked-on", { day: pack.language.date(day_of(checked)) })}` : found;
}

/** Sources that the line names together. @param {Pack} pack */
function name_of(pack, [name, sources]) {
  if (sources[0].grade !== GRADES[0]) return grade_words(pack, name, sources.length);
  const years = sources
      .flatMap(
        ({ date }) =>
          date
            .match(/[0-9]{4}/g)
            ?.sort()
            .at(-1) ?? []
      )
      .sort(),
    [from] = years,
    to = years.at(-1);
  return from ? `${name} (${from === to ? from : words(pack, "ui.from-to", { from, to })})` : name;
}

/** The line under an answer; what it names and counts stands in `basis.py`. @param {Pack} pack */
function line_of(pack, said, sources) {
  const groups = new Map(),
    weak = { memory: 0, lay: 0 };
  for (const one of said) {
    weak.memory += one.weak[0];
    weak.lay += one.weak[1];
  }
  for (const source of sources) {
    const { grade, by } = source,
      name = grade === GRADES[0] ? by.split(/ \(|, /)[0] : grade;
    if (grade !== "memory" && !weak[grade]) groups.set(name, [...(groups.get(name) ?? []), source]);
  }
  const names = [...groups].slice(0, MOST_NAMED).map((group) => name_of(pack, group)),
    others = [...groups.values()].slice(MOST_NAMED).flatMap((group) => group.filter(({ grade }) => grade !== "own"));
  if (others.length) names.push(words(pack, "ui.other-sources", { count: others.length }));
  const parts = Object.entries(weak).flatMap(([grade, count]) => (count ? words(pack, `ui.part-${grade}`, { count }) : []));
  const last = names.pop(),
    both = names.length ? pack.language.both([names.join(", "), last]) : last;
  return (last ? [words(pack, "ui.based-on", { names: both }), ...parts] : parts).join("; ");
}

/** What lines rest on: the line that says it, their sources, and how sure we are of the least sure with their review. @param {Guide} guide */
export function basis_of(guide, lines) {
  const { pack, today } = guide,
    ids = [...new Set(lines.map(({ id }) => id))],
    said = ids.map((id) => pack.statements[id]),
    times = new Map();
  for (const id of said.flatMap((one) => one.sources)) times.set(id, (times.get(id) ?? 0) + 1);
  const rank = (source) => GRADES.indexOf(source.grade) * 1e3 - times.get(source.id),
    sources = [...times.keys()].map((id) => pack.sources[id]).sort((one, other) => rank(one) - rank(other));
  const sure = SURE.findLast((level) => said.some((one) => one.confidence === level)),
    [, review] = review_of_all(pack, ids, today);
  return {
    line: line_of(pack, said, sources),
    sources: sources.map((one) => reference(pack, one)),
    sure: `${sure ? confidence_words(pack, sure) : ""} ${review}`,
  };
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
    references: [...numbers].map(([source, number]) => [number, reference(pack, pack.sources[source])]),
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
