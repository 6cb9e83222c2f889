/** @import {Guide} from "../evaluator/guide.js" */
import {long_date} from "../wording.js";

const WIDTH = 360, LETTER = 7.2, POINT = 6, LEFT = 8, RIGHT = 352, TOP = 30, ROW = 42, SHORTEST = 56, LONGEST = 126;

/**
 * The timeline for her, or null when the day of the loss is not known or all of it is past. Lengths are in units of the view box.
 * @param {Guide} guide
 */
export function timeline(guide) {
  const days = guide.told.days_since_loss;
  if (days === null || days > LONGEST) return null;
  const marks = guide.timeline.filter((mark) => mark.to_day === null || (mark.to_day ?? mark.from_day) >= days);
  if (!marks.length) return null;
  const place = (mark) => mark.to_day !== null && mark.from_day === 0 ? mark.to_day : mark.from_day;
  marks.sort((one, other) => place(one) - place(other));
  const last = Math.min(LONGEST, Math.max(SHORTEST, days + 14, ...marks.map((mark) => mark.to_day || mark.from_day))), step = (RIGHT - LEFT) / last;
  const bars = marks.map((mark, at) => bar(guide, mark, at, step, last)), bottom = TOP + ROW * bars.length + 6, every = last <= 70 ? 7 : 14;
  const weeks = Array.from({length: Math.floor(last / every) + 1}, (_, at) => [tenths(LEFT + at * every * step), at ? String(at * every) : "day 0"]);
  return {
    height: bottom + 36, bottom, weeks, bars, before: marks.filter((mark) => mark.from_day < days && (mark.to_day === null || mark.from_day > 0)).length,
    today_x: tenths(LEFT + days * step), today_label: `today, day ${days}`,
    describes: `Today is day ${days}. ${bars.map((one) => `${one.label}: ${one.when}.`).join(" ")}`,
  };
}

function tenths(length) { return Math.round(length * 10) / 10; }

/** @param {Guide} guide */
function bar(guide, mark, place, step, last) {
  const said = guide.voice.say(mark.statement), label = said.slice(0, 1).toUpperCase() + said.slice(1), first = guide.voice.day(mark.from_day), end = guide.voice.day(mark.to_day);
  const stop = mark.onward ? last : mark.to_day, width = stop === null ? 0 : Math.max(6, (Math.min(stop, last) - mark.from_day) * step), x = LEFT + Math.min(mark.from_day, last) * step, y = TOP + ROW * place + 18;
  const when = when_in_words(guide, first, end, mark), text = `${label}, ${when.split(" (")[0]}`, left = Math.min(width ? x : x - POINT, WIDTH - LETTER * Array.from(text).length);
  return {
    label, when, x: tenths(x), width: tenths(width), text, text_x: tenths(Math.max(0, left)), text_y: y, bar_y: y + 8, ends: end, due: first, statement: mark.statement,
  };
}

/** @param {Guide} guide */
function when_in_words(guide, first, end, mark) {
  const said = (day) => long_date(day, guide.today);
  if (end === null) return `${mark.onward ? "from " : ""}${said(first)} (day ${mark.from_day})`;
  return mark.from_day === 0 ? `by ${said(end)} (day ${mark.to_day})` : `${said(first)} to ${said(end)} (day ${mark.from_day} to ${mark.to_day})`;
}
