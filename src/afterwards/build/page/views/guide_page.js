import {isolated} from "../reading/as_written.js";
import {plain_number, UNKNOWN} from "../reading/told.js";
import {due_pages, is_answered, pages_of, was_asked} from "../interview.js";
import {escape_html, Markup, render_macro, text_of, with_calls} from "../render.js";
import {templates} from "../templates.js";
import {day_of, long_date, review_of, review_of_all, Voice} from "../wording.js";
import {timeline} from "./figure.js";
import {LEVEL_WORDS, shown_number} from "./forms.js";

export const CONFIDENCE = {
  agreed: "The sources we read agree.", single_source: "We found this in one source.",
  contested: "Sources differ here. The page Where sources differ says what we follow.",
  unverified: "Written from memory of the source. A person must still check it.",
};
const READ = {whole: "read whole", part: "read in part", memory: "not read, from memory", own: "our own rules"};
const HEADINGS = {
  first: "Do this first",
  opening: "What happened", today: "Today, and when to get help", sex: "Sex", contraception: "Contraception", trying_again: "Trying again", feelings: "How you are",
};
const LEVELS = {
  emergency: "Emergency", urgent_same_day: "Today", contact_soon: "In the next days", self_care: "Looking after yourself", crisis: "Crisis", talk_to_someone: "Talk to someone",
};
const FOLDED_FROM = 5, MARK = "<!-- review of this page -->", SHOWN_STATEMENT = /data-statement="([^"]+)"/g;

/** What the guide's template shows. `journey`: its path and the topics she left. */
export function guide_values(guide, journey) {
  const parts = sections(guide, journey.skipped), days = guide.told.days_since_loss;
  return {
    guide, summary: summary(guide), heading: days === null ? "Your guide for today" : `Today is day ${days}`, parts, figure: timeline(guide), told: told_rows(guide),
    back: last_page(journey), level_names: LEVELS, lede: parts.filter((part) => part.decision && part.answer_lines.length).map((part) => part.answer_lines[0]).slice(0, 2),
  };
}

function last_page(journey) {
  const place = journey.path.findLastIndex((page) => page !== "guide" && page !== "methods");
  return place < 0 ? "/" : `/step/${place + 1}`;
}

/** The rules that make it an emergency. */
export function stopping(guide) {
  const decision = guide.pack.decisions.urgency;
  return guide.answers.urgency.reasons.filter((one) => one.certain && one.level === decision.scale.at(-1)).map((one) => decision.rules[one.id]);
}

/** What the stop page shows. */
export function stop_values(guide, back) {
  const decision = guide.pack.decisions.urgency, level = decision.levels[decision.scale.at(-1)], held = stopping(guide), once = (many) => [...new Set(many)];
  return {
    guide, answer: guide.answers.urgency, says: level.says, reasons: once(held.map((rule) => rule.if_)), tells: once(held.map((rule) => rule.tell).filter(Boolean)),
    lines: once(held.flatMap((rule) => rule.say)), do: once(held.flatMap((rule) => rule.do.length ? rule.do : level.do)), tell: level.tell, back,
  };
}

/** One line of the plan, with what she told us that led to it. */
function said(guide, line) {
  const one = guide.pack.statements[line.statement], text = with_calls(line.text), because = guide.voice.because(line.statement);
  const named = one.sources.map((source) => source_name(guide.pack.sources[source])).join("; ");
  const notes = new Markup(`Source: ${escape_html(named)}. ${CONFIDENCE[one.confidence]} ${escape_html(review_of(guide.pack, one.id, guide.today))}`);
  const block = render_macro(templates, "parts.html", "statement", [line.statement, text, because, led_by(guide, line.rule), notes, when(guide, line)]);
  return {id: line.statement, text, because, notes, block};
}

/** A source in a few words: who, title and, where known, its date. */
export function source_name(source) {
  const day = source.date ? day_of(source.date) : null;
  return `${source.by}: ${source.title}${source.date ? `, ${day === null ? source.date : long_date(day)}` : ""}`;
}

function when(guide, {from_date, to_date}) {
  if (from_date !== null && to_date !== null) return `${long_date(from_date, guide.today)} to ${long_date(to_date, guide.today)}`;
  return from_date !== null ? `From ${long_date(from_date, guide.today)}` : "";
}

function led_by(guide, rule) {
  if (!rule) return "";
  const {facts, table} = guide.pack, told = [...new Set(table.literals[table.rules[rule]].map(([fact]) => fact.split(".")[0]))].map((fact) => facts[fact]).filter((entry) => guide.told.says(entry.name));
  return told.map((entry) => `${entry.short}: ${told_words(guide, entry)}`).join("; ");
}

/** What she told us of one fact, in the words of its page. */
export function told_words(guide, entry) {
  const given = guide.told.values[entry.name] ?? null, label = (one) => entry.values[one]?.label ?? isolated(one);
  if (entry.name === "days_since_loss" && given === null) return guide.told.days_since_loss === null ? "None" : String(guide.told.days_since_loss);
  if (given === null) return "Not sure";
  if (entry.kind === "date") return long_date(given);
  if (Array.isArray(given)) return given.map(label).join(", ") || "None of these";
  if (typeof given === "object") {
    const matter = Object.entries(given).filter(([, level]) => level !== entry.levels[0]).map(([name, level]) => `${entry.values[name].label}: ${LEVEL_WORDS[level].toLowerCase()}`);
    return matter.join("; ") || "Nothing in particular";
  }
  if (typeof given === "number") return entry.items.length ? `${plain_number(given)} of ${plain_number(entry.high)}` : `${plain_number(shown_number(entry, given))} ${entry.unit}`.trim();
  return label(given);
}

/** All she told us, in the order of the pages, each with the page where it can be changed. */
function told_rows(guide) {
  const {facts} = guide.pack, row = (short, words, page) => ({short, words, page}), rows = [row(facts.guide.short, told_words(guide, facts.guide), "")];
  for (const page of pages_of(guide)) {
    const told = page.facts.filter((fact) => guide.told.says(fact) || guide.told.unknown.has(fact)).map((fact) => facts[fact]);
    if (!page.checks) rows.push(...told.map((entry) => row(entry.short, told_words(guide, entry), page.id)));
    else if (told.length) {
      const yes = told.filter((entry) => guide.told.values[entry.name] === "yes"), words = yes.map((entry) => entry.short).join(", ") || "None of these";
      const unsure = told.some((entry) => guide.told.unknown.has(entry.name));
      rows.push(row(page.title, !unsure ? words : yes.length ? `${words}; not sure about others` : "Not sure about some of them", page.id));
    }
  }
  return rows;
}

/** What could still raise one decision: one group an action, most careful first. */
function open_groups(guide, decision) {
  const open = guide.open.filter((one) => one.decision === decision);
  return [...new Set(open.map((one) => one.then))].map((then) => {
    const mine = open.filter((one) => one.then === then), items = mine.map((one) => ({if_id: one.if_, text: with_calls(guide.voice.say(one.if_)), page: page_left(guide, one.needs)}));
    const pages = [...new Set(items.map((item) => item.page))], shown = items.length > FOLDED_FROM + 1 ? FOLDED_FROM : items.length;
    items.sort((one, other) => pages.indexOf(one.page) - pages.indexOf(other.page));
    const first = by_page(items.slice(0, shown)), more = by_page(items.slice(shown)), count = items.length;
    return {then_id: then, level: mine[0].level, heading: with_calls(heading_of(guide.voice.say(then))), first, more, count, folded: count - shown};
  });
}

/** The page with what she was not asked yet: who said that she is not sure is not asked the same again. */
function page_left(guide, needs) { return page_for(guide, needs.flatMap((need) => guide.asked_for(need)).filter((fact) => !was_asked(guide, fact))); }

function by_page(items) {
  const found = [];
  for (const item of items) {
    if (found.at(-1)?.[0] === item.page) found.at(-1)[1].push(item);
    else found.push([item.page, [item]]);
  }
  return found;
}

/** The action as the head of a list of conditions. */
function heading_of(action) {
  const [first = "", ...rest] = Array.from(action), start = first.toUpperCase() + rest.join("");
  return action.slice(action.lastIndexOf(",") + 1).includes(" if ") ? `${start}. This is for you if:` : `${start}, if:`;
}

/** What pages ask of these facts: themselves, a date for the days since it, and what tells one that nobody is asked for. */
export function ways_to_tell(guide, facts) {
  const asked = new Set(facts.flatMap((fact) => guide.asked_for(fact)));
  for (const entry of guide.pack.giving) if (asked.has(entry.gives)) asked.add(entry.name);
  return asked;
}

/** The first page on which one of these facts can be answered. */
export function page_for(guide, facts) {
  const wanted = ways_to_tell(guide, facts);
  return pages_of(guide).find((page) => page.facts.some((fact) => wanted.has(fact)))?.id ?? "";
}

/** The parts of the guide in reading order; `left` are the topics left for another day. */
function sections(guide, left) {
  const due = due_pages(guide).map((page) => page.topic), {pack} = guide, found = [];
  const decisions = Object.fromEntries(Object.keys(guide.answers).map((name) => [pack.decisions[name].section, name]));
  for (const [id, heading] of Object.entries(HEADINGS)) {
    const decision = decisions[id] ?? "", lines = (guide.plan[id] ?? []).filter((line) => line.statement !== pack.info.past_due);
    const waiting = due.filter((topic) => topic === id).length;
    if (!lines.length && !waiting) continue;
    const offers = pages_of(guide).filter((page) => page.offered && page.topic === id && is_offered(guide, page));
    found.push({
      id, heading, decision, answer: guide.answers[decision] ?? null, answer_lines: lines.filter((line) => !line.row).map((line) => said(guide, line)),
      rows: lines.filter((line) => line.row).map((line) => said(guide, line)), open: decision ? open_groups(guide, decision) : [], waiting, skipped: left.includes(id),
      offers: offers.map((page) => [page.id, page.title || pack.facts[page.facts[0]].question]),
    });
  }
  return found;
}

/** Whether a page has a fact that certainly concerns her and that she has not told. */
function is_offered(guide, page) {
  const {facts, table} = guide.pack;
  const concerns = ({gate, name}) => !gate || (guide.may_apply(name) && !(guide.known[gate[0]] & ~table.classes[gate[0]].meeting(gate[1])));
  return page.facts.some((fact) => concerns(facts[fact]) && !is_answered(guide, fact));
}

/** One line above the answer: the day, and what the guide is about. */
function summary(guide) {
  const parts = [long_date(guide.today)], {values, loss_date} = guide.told, yours = guide.voice.words.your_loss, [first = ""] = Array.from(yours);
  if (loss_date !== null) parts.push(`${first.toUpperCase()}${yours.slice(first.length)}: ${long_date(loss_date, guide.today)}`);
  if ("weeks_pregnant" in values && values.weeks_pregnant !== UNKNOWN) {
    const weeks = told_words(guide, guide.pack.facts.weeks_pregnant);
    parts.push(values.guide === "pregnant" ? `${weeks} pregnant` : `At ${weeks}`);
  }
  return `${parts.join(". ")}.`;
}

/** Statements of a reading page, each with the numbers of its sources, given as they come; then the references. */
function citing(pack, today) {
  const voice = Voice.of_nobody(pack, today), numbers = new Map();
  const cite = (statement) => {
    const one = pack.statements[statement];
    for (const source of one.sources) if (!numbers.has(source)) numbers.set(source, numbers.size + 1);
    const found = one.sources.map((source) => numbers.get(source)).sort((first, other) => first - other);
    return {id: statement, text: with_calls(voice.say(statement)), because: voice.because(statement), numbers: found, confidence: one.confidence};
  };
  const page = (summary_of, parts) => ({
    summary: summary_of.map(cite), parts: parts.map(([heading, says]) => [heading, says.map(cite)]),
    references: [...numbers].map(([source, number]) => [number, pack.sources[source]]), confidence: CONFIDENCE, read: READ, source_name,
  });
  return {cite, page};
}

/** What a reading page shows: summary first, parts, then numbered references. */
export function article_values(pack, article, today) {
  return {article, others: pack.articles.filter((one) => one !== article), ...citing(pack, today).page(article.summary, article.parts)};
}

/** What a method's page shows, in the shape of a reading page. */
export function method_page(pack, method, today) {
  const made = citing(pack, today), works = method.works ? made.cite(method.works) : null, page = made.page(method.summary, method.parts);
  return {works, ...page};
}

/** The page with its own review state in its foot, that of the sentences it really shows. */
export function finish_review(pack, html, today) {
  if (!html.includes(MARK)) return html;
  const foot = pack.info.not_reviewed, any = Object.keys(pack.reviews.standing).length > 0, found = any ? [...html.matchAll(SHOWN_STATEMENT)].map(([, name]) => name) : [];
  const shown = new Set(found.filter((name) => name in pack.statements && name !== foot)), [statement, text] = review_of_all(pack, shown, today);
  return html.replace(MARK, () => `<span data-statement="${text_of(statement)}">${text_of(text)}</span>`);
}
