import { URGENCY } from "../answers/verdicts.js";
import { iso_of, words } from "../wording.js";
import { above, data_of, headed, level_of, sentence } from "./answer_page.js";
import { basis_of } from "./documents.js";
import { by_day, timeline } from "./figure.js";
import { said_line } from "./told_words.js";

// The whole plan: a line a question, her dates, the signs.

/** So much of what she said stands above the plan, whose rows say the rest. */
const ON_PLAN = 3;

/** The two cards of signs, of the urgency. */
function sign_cards(guide) {
  const kinds = { emergency: "emergency", urgent_same_day: "today" };
  return guide.cards
    .filter((one) => one.decision === URGENCY && one.level in kinds)
    .map((card) => ({
      kind: kinds[card.level],
      heading: { id: card.heading, text: guide.voice.say(card.heading) },
      lines: card.lines.map((id) => ({ id, text: guide.voice.say(id) })),
    }));
}

/** What the plan shows: one line a question, dates, signs. */
export function plan_values(flow) {
  const answer = flow.answer_to(),
    { person, question } = answer,
    { guide, pack } = person,
    say = (id) => ({ id, text: guide.voice.say(id) });
  const [heading, ...lines] = answer.headline,
    rows = plan_rows(flow, flow.journey.came_with);
  const calm = guide.answers[URGENCY].low === "self_care" && guide.answers[URGENCY].settled;
  const dates = [...guide.timeline].sort(by_day).flatMap((mark) => date_row(guide, mark));
  return {
    question,
    data: data_of(answer),
    summary: summary(guide),
    ...above(person, answer),
    heading: headed(pack, heading),
    lines,
    told: said_line(person, question, ON_PLAN),
    calm,
    contradictions: guide.contradictions.map(([facts, statement]) => [facts, say(statement)]),
    rows,
    figure: dates.length ? timeline(guide) : null,
    dates,
    cards: sign_cards(guide),
    basis: basis_of(
      guide,
      rows.flatMap((one) => [one.heading, ...one.lines])
    ),
    pack,
  };
}

/** One line a question of the plan, before them the one she came with. */
export function plan_rows(flow, came_with = "") {
  const { info, questions } = flow.pack,
    hers = questions.by_id[came_with],
    others = Object.entries(info.plan).filter(([id]) => id !== came_with);
  return [...(hers ? plan_row(flow, hers.title, came_with, true) : []), ...others.flatMap(([id, label]) => plan_row(flow, label, id))];
}

function plan_row(flow, label, id, hers = false) {
  const answer = flow.answer_to(flow.pack.questions.by_id[id]),
    { person, headline, opened, own, why, verdict } = answer;
  if (!person.concerns(answer.question)) return [];
  const shown = own ? own.headline : headline,
    [heading, ...lines] = shown;
  return [
    {
      id,
      verdict,
      hers,
      label: flow.voice().say(label),
      heading,
      lines: [...lines, ...opened],
      why,
      level: level_of(answer),
      basis: basis_of(person.guide, [...shown, ...opened, ...why]),
    },
  ];
}

function summary(guide) {
  const days = guide.told.days_since_loss,
    today = guide.pack.language.date(guide.today);
  return days === null ? today : words(guide.pack, "ui.day-of", { date: today, day: days });
}

function same_month(one, other) {
  return iso_of(one).slice(0, 7) === iso_of(other).slice(0, 7);
}

function date_row(guide, { statement, from_day, to_day }) {
  const [from, to] = [guide.voice.day(from_day), guide.voice.day(to_day)],
    { pack, today } = guide,
    said = (day) => pack.language.date(day, today);
  if (from === null || (to ?? from) < today) return [];
  const from_words = () => (same_month(from, to) ? String(new Date(from * 86_400_000).getUTCDate()) : said(from));
  const span = () =>
    from_day === 0 ? words(pack, "ui.by-date", { date: said(to) }) : words(pack, "ui.from-to", { from: from_words(), to: said(to) });
  const when = to === null ? said(from) : span();
  return [[when, { id: statement, text: sentence(guide.voice.say(statement)) }]];
}
