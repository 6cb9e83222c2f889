import { CALLS, URGENCY } from "../answers/verdicts.js";
import { calling_rules } from "../flow/signs.js";
import { headed, sentence } from "./answer_page.js";

// Whom to call now or today, and what to say.

/** What the stop page shows: whom to call, what to say, when to call 999 instead. */
export function stop_values(flow) {
  const answer = flow.answer_to(),
    { person, question } = answer,
    { settled, guide, pack } = person,
    verdict = flow.call();
  const decision = pack.decisions[URGENCY],
    level_name = Object.keys(CALLS).find((one) => CALLS[one] === verdict),
    level = decision.levels[level_name];
  const rules = calling_rules(settled, level_name),
    ticked = rules.length ? [] : flow.ticked(),
    say = (id) => ({ id, text: guide.voice.say(id) });
  const once = (many) => [...new Set(many)],
    lines = once(rules.flatMap((rule) => rule.say)).map(say);
  const stated = once([...rules.map((rule) => rule.tell || rule.if_), ...ticked.map((one) => one.say)]).map((id) => guide.voice.say(id));
  const since = person.told.values.guide === "pregnant" ? "" : guide.voice.say("ui.say-since"),
    instead = verdict === "call_now" ? [] : emergency_lines(guide);
  const asked = person.call && answer.verdict === verdict ? answer.headline : person.hers(pack.asked[verdict]),
    [heading, ...more] = asked;
  const shown = new Set([heading, ...more, ...lines].map((one) => one.id));
  return {
    question,
    verdict,
    data: { question: question.id, verdict },
    level: settled.answers[URGENCY],
    title: guide.voice.say(question.title),
    heading: headed(pack, heading),
    // What two statements say in the same words is said once.
    lines: [...more.filter(({ text }) => !lines.some((one) => one.text === text)), ...lines],
    do: once(rules.flatMap((rule) => (rule.do.length ? rule.do : level.do))).map(say),
    instead,
    saying: [...(since ? [since] : []), ...stated.map((one) => `${sentence(one)}.`)].join(" "),
    first: answer.first.filter((one) => !shown.has(one.id) && pack.statements[one.id].first),
  };
}

/** When it is an emergency: the lines of the card. */
function emergency_lines(guide) {
  const card = guide.cards.find(({ decision, level }) => decision === URGENCY && level === "emergency");
  return (card?.lines ?? []).slice(0, 6).map((id) => ({ id, text: guide.voice.say(id) }));
}
