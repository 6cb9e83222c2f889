/** @import {Entry, Posted} from "../types" */
import { MONTHS, date_parts, in_one_piece, name_in, number_in, strip } from "../reading/as_written.js";
import { UNKNOWN, plain_number } from "../reading/told.js";
import { day_of, iso_of } from "../wording.js";
import { IF_UNKNOWN, REPEATED, last } from "./forms.js";

// Numbers, words, scores and dates as they were typed.

/** The signs of a text, as a reader sees them. */
export function signs(text) {
  return Array.from(text);
}

/** As much of what was typed as a complaint repeats. */
export function short(text) {
  return signs(text).slice(0, REPEATED).join("");
}

/** What was typed in a box, and whether "I'm not sure" was ticked beside it (both have the fact's name). @param {Posted} posted */
export function typed_in(posted, name) {
  const values = (posted[name] ?? []).map(strip);
  return [values.find((value) => value && value !== UNKNOWN) ?? "", values.includes(UNKNOWN)];
}

/** Whether she typed something and no more. If not, `found` has what that means: not sure, or a complaint. @param {Entry} entry */
function left_to_read(entry, typed, unsure, allowed, { facts, errors }) {
  if (typed && unsure) errors[entry.name] = `${entry.short}: you wrote '${short(typed)}' and ticked 'I'm not sure'. Keep one of the two.`;
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (!typed) errors[entry.name] = `${entry.short}: write ${allowed}. ${IF_UNKNOWN}`;
  return Boolean(typed) && !unsure;
}

/** @param {Entry} entry @param {Posted} posted */
export function read_number(entry, posted, found) {
  const [typed, unsure] = typed_in(posted, entry.name),
    allowed = `number from ${plain_number(entry.low)} to ${plain_number(entry.high)}`;
  if (!left_to_read(entry, typed, unsure, `a ${allowed}`, found)) return;
  const number = number_in(typed, entry.whole),
    one_piece = number === null ? in_one_piece(typed) : "",
    apart = one_piece ? `, with no sign between the digits: ${one_piece}` : "";
  const a = number === null && number_in(typed, false) !== null ? "a whole" : "a";
  if (number === null || number < entry.low || number > entry.high)
    found.errors[entry.name] = `${entry.short}: write ${a} ${allowed}${apart}. You wrote '${short(typed)}'. ${IF_UNKNOWN}`;
  else found.facts[entry.name] = number;
}

/** @param {Entry} entry @param {Posted} posted */
export function read_text(entry, posted, { facts, errors }) {
  const [typed, held] = name_in(last(posted, entry.name));
  if (held) errors[entry.name] = `${entry.short}: it holds ${held}. Take that sign out.`;
  else if (signs(typed).length > entry.longest)
    errors[entry.name] = `${entry.short}: write up to ${entry.longest} letters, on one line. Make it shorter.`;
  else if (typed && typed !== UNKNOWN) facts[entry.name] = typed;
}

/** The sum of its items; a whole score typed in under the fact's own name counts as well. @param {Entry} entry @param {Posted} posted */
export function read_score(entry, posted, found) {
  const { facts, errors, points } = found,
    [typed, unsure] = typed_in(posted, entry.name),
    allowed = Object.values(entry.answers).map(String);
  const given = entry.items.map((_, place) => last(posted, `${entry.name}-${place + 1}`));
  if (typed) read_number(entry, posted, found);
  else if (unsure && given.some(Boolean))
    errors[entry.name] = `${entry.short}: you chose answers and ticked 'I'm not sure'. Keep one of the two.`;
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (given.every((one) => allowed.includes(one))) {
    points[entry.name] = given.map(Number);
    facts[entry.name] = points[entry.name].reduce((sum, one) => sum + one, 0);
  } else
    errors[entry.name] =
      `${entry.short}: choose an answer to each of the ${given.length} lines. If you would rather not say, choose 'I'm not sure'.`;
}

/** @param {Entry} entry @param {Posted} posted @param {number} today */
export function read_date(entry, posted, found, today) {
  const parts = ["day", "month", "year"].map((part) => strip(last(posted, `${entry.name}-${part}`))),
    typed = parts.filter(Boolean).join(" ");
  if (!left_to_read(entry, typed, (posted[entry.name] ?? []).includes(UNKNOWN), "a day, a month and a year", found)) return;
  const read = date_of(...parts),
    say = (wrong) => {
      found.errors[entry.name] = `${entry.short}: ${wrong} ${IF_UNKNOWN}`;
    };
  if (read === null) say(`write a real date, such as 15 11 ${iso_of(today).slice(0, 4)}. You wrote '${short(typed)}'.`);
  else if (read > today)
    say(
      `the date must be today or earlier. You wrote ${plain_date(read)}. If today is not ${plain_date(today)}, check the date on this device.`
    );
  else if (today - read > 1095) say(`the date must lie within the last 3 years. You wrote ${plain_date(read)}.`);
  else found.facts[entry.name] = iso_of(read);
}

function plain_date(day) {
  const [year, month, date] = iso_of(day).split("-").map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

function date_of(...boxes) {
  const parts = date_parts(...boxes);
  return parts && day_of(parts.map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-"));
}
