import { asks_itself } from "../answers/asking.js";
import { UNKNOWN } from "../reading/told.js";
import { SIGNS_TODAY, URGENCY } from "../answers/verdicts.js";

const SIGN_GROUPS = [
  ["emergency", "emergency"],
  ["urgent_same_day", "today"],
  ["contact_soon", "soon"],
];
const OF_MIND = "self_harm_thoughts";

/**
 * The lines of the page of signs for her: each that can concern her as far as told, and that her
 * question does not ask on its own pages.
 */
export function signs_for(person, question) {
  const { pack, guide } = person,
    { known } = person.open_state;
  return pack.signs.filter(({ when }) => {
    const names = Object.keys(when);
    if (asks_itself(pack, question, names)) return false;
    const may = (name) => guide.may_apply(name.split(".")[0]) && (!is_context(pack, name) || known[name] & when[name]);
    return names.every(may);
  });
}

/** The lines of several findings that are not among these: she has not denied them. @param {{id: string}[]} shown */
export function lines_left_out(pack, shown) {
  const several = pack.signs.filter(({ when }) => Object.keys(when).length > 1);
  return several.map(({ id }) => id).filter((id) => !shown.some((one) => one.id === id));
}

/**
 * Whether a line of several findings stands on this question's page of signs that was left out when she saw that page last, for another
 * question or as another person, and may yet come true.
 */
export function is_unseen(person, question, left_out) {
  const { known } = person.open_state;
  const open = ([name, mask]) => known[name] & mask;
  return signs_for(person, question).some(({ id, when }) => left_out.includes(id) && Object.entries(when).every(open));
}

function is_context(pack, name) {
  return pack.facts[name.split(".")[0]].context;
}

/** The lines in the groups of the page: whom to call is the heading. `boxes`: each sign by itself, else the lines that stand for them. */
export function grouped(person, signs, boxes) {
  const { pack } = person,
    { voice } = person.guide,
    heading = (id) => ({ id, text: voice.say(id) });
  const box = (sign) => ({ ...sign, text: voice.sentence(sign.say), sets: JSON.stringify(sets_of(pack, sign)) });
  const line = (sign) => {
    const words = voice.say(sign.listed).split(" ");
    return { ...sign, name: words.slice(0, sign.lead).join(" "), text: words.slice(sign.lead).join(" ") };
  };
  const lines = (mine) => {
    if (boxes) return mine.map(box);
    return [...new Map(mine.map((sign) => [sign.listed, sign])).values()].map(line);
  };
  const mind = signs.filter((one) => OF_MIND in one.when);
  const made = SIGN_GROUPS.map(([level, kind]) => {
    const mine = signs.filter((one) => one.level === level && !mind.includes(one));
    return { kind, heading: heading(pack.info.signs[level]), signs: lines(mine) };
  });
  made.splice(2, 0, { kind: "mind", heading: heading(pack.info.signs.mind), signs: lines(mind) });
  return made.filter((one) => one.signs.length);
}

/** The lines whose every finding was told. */
export function told_signs({ pack, open_state }) {
  const { known } = open_state,
    holds = ([name, mask]) => known[name] && !(known[name] & ~mask);
  return pack.signs.filter(({ when }) => Object.entries(when).every(holds));
}

/** What a ticked line tells: of each of its facts the value that it stands for. */
export function sets_of(pack, { when }) {
  return Object.fromEntries(Object.entries(when).map(([name, mask]) => [name, value_of(pack, name, mask)]));
}

/** The value of a choice, or the number, in these classes: the end next to what they leave out. */
function value_of(pack, name, mask) {
  const { fact } = pack.table.classes[name],
    place = Math.log2(mask & -mask);
  if (fact.values.length) return fact.values[place];
  if (place) return fact.cuts[place - 1][0];
  const after = Math.log2((mask + 1) & ~mask),
    step = fact.whole ? 1 : 0.1;
  const number = after <= fact.cuts.length ? fact.cuts[after - 1][0] - step : fact.range[0];
  return Math.round(number * 10) / 10;
}

/**
 * What the page of boxes tells: the ticked lines hold; of a line she is not sure of its fact is unknown; every other is denied.
 * @returns {Record<string, any>|null} null where nothing is ticked
 */
export function read_boxes(pack, signs, posted, told) {
  const ticked = signs.filter(({ id }) => posted[id]?.includes("yes"));
  const doubted = signs.filter(({ id }) => posted[id]?.includes(UNKNOWN) && !posted[id].includes("yes"));
  if (!ticked.length && !doubted.length) return null;
  const facts = { [SIGNS_TODAY]: "none" };
  for (const one of doubted) {
    const open = Object.keys(one.when).filter((name) => !(name in told) && !name.includes("."));
    if (open.length) facts[open[0]] = UNKNOWN;
  }
  for (const one of ticked) Object.assign(facts, sets_of(pack, one));
  return facts;
}

/** The rules that mean help now or today, of one level. */
export function calling_rules(guide, level) {
  const { rules } = guide.pack.decisions[URGENCY];
  const held = guide.answers[URGENCY].reasons.filter((one) => one.certain && one.level === level);
  return held.map((one) => rules[one.id]);
}
