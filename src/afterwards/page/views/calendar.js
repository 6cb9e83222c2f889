/** @import {Guide} from "../evaluator/guide.js" */
import { iso_of } from "../wording.js";

const LINE_END = "\r\n";

/**
 * The dates of her plan as a calendar file. Its titles say nothing of what they are for.
 * @param {Guide} guide
 * @param {string} title the same for each
 * @returns {string}
 */
export function calendar_of(guide, title) {
  const days = guide.timeline.flatMap(({ from_day, to_day }) => [from_day || to_day]).map((day) => guide.voice.day(day));
  const due = [...new Set(days.filter((day) => day !== null && day >= guide.today))].sort((one, other) => one - other);
  const date = (day) => iso_of(day).replaceAll("-", "");
  const events = due.flatMap((day, place) => [
    "BEGIN:VEVENT",
    `UID:${date(day)}-${place}@reminder`,
    `DTSTAMP:${date(guide.today)}T000000Z`,
    `DTSTART;VALUE=DATE:${date(day)}`,
    `SUMMARY:${title}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reminder//EN", ...events, "END:VCALENDAR", ""].join(LINE_END);
}
