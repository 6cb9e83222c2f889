/** @import {Guide} from "../evaluator/guide.js" */
import { words } from "../wording.js";

const WIDTH = 360,
  LETTER = 7.9,
  POINT = 6,
  LEFT = 8,
  RIGHT = 352,
  TOP = 30,
  ROW = 31,
  SHORTEST = 56,
  LONGEST = 126;

/**
 * The timeline for her, or null when the day of the loss is not known or all of it is past. Lengths are in units of the view box.
 * @param {Guide} guide
 */
export function timeline(guide) {
  const days = guide.told.days_since_loss;
  if (days === null || days > LONGEST) return null;
  const marks = guide.timeline.filter((mark) => mark.to_day === null || (mark.to_day ?? mark.from_day) >= days);
  if (!marks.length) return null;
  marks.sort(by_day);
  const last = Math.min(LONGEST, Math.max(SHORTEST, days + 14, ...marks.map((mark) => mark.to_day || mark.from_day))),
    step = (RIGHT - LEFT) / last;
  const bars = marks.map((mark, at) => bar(guide, mark, at, step, last)),
    bottom = TOP + ROW * bars.length + 6;
  return {
    height: bottom + 6,
    bottom,
    bars,
    today_x: tenths(LEFT + days * step),
    describes: words(guide.pack, "ui.today-is-day", { day: days, bars: bars.map((one) => `${one.label}: ${one.when}.`).join(" ") }),
  };
}

/** The order of marks: what lasts from the day of the loss stands where it ends. */
export function by_day(one, other) {
  const place = ({ from_day, to_day }) => (to_day !== null && from_day === 0 ? to_day : from_day);
  return place(one) - place(other);
}

function tenths(length) {
  return Math.round(length * 10) / 10;
}

/** @param {Guide} guide */
function bar(guide, mark, place, step, last) {
  const said = guide.voice.say(mark.statement),
    label = said.slice(0, 1).toUpperCase() + said.slice(1),
    first = guide.voice.day(mark.from_day),
    end = guide.voice.day(mark.to_day);
  const stop = mark.onward ? last : mark.to_day,
    width = stop === null ? 0 : Math.max(6, (Math.min(stop, last) - mark.from_day) * step),
    x = LEFT + Math.min(mark.from_day, last) * step,
    y = TOP + ROW * place + 18;
  const when = when_in_words(guide, first, end, mark),
    left = Math.min(width ? x : x - POINT, WIDTH - LETTER * Array.from(label).length);
  return {
    label,
    when,
    x: tenths(x),
    width: tenths(width),
    text_x: tenths(Math.max(0, left)),
    text_y: y,
    bar_y: y + 8,
  };
}

/** @param {Guide} guide */
function when_in_words(guide, first, end, mark) {
  const { pack, today } = guide,
    [from, to] = [first, end].map((day) => day !== null && pack.language.date(day, today)),
    { from_day, to_day } = mark;
  if (end === null) return words(pack, mark.onward ? "ui.figure-from" : "ui.figure-on", { from, from_day });
  return from_day === 0 ? words(pack, "ui.figure-by", { to, to_day }) : words(pack, "ui.figure-from-to", { from, to, from_day, to_day });
}
