/** @import {Language} from "../language.js" */
/** @import {Entry, Pack, Posted, Read} from "../types" */
import { date_parts, in_one_piece, name_in, number_in, strip } from "../reading/as_written.js";
import { UNKNOWN, plain_number } from "../reading/told.js";
import { day_of, iso_of, said_sign } from "../wording.js";
import { REPEATED, last } from "./forms.js";

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

/**
 * Whether she typed something and no more. If not, `found` has what that means: not sure, or a complaint, `empty` where there is nothing.
 * @param {Entry} entry
 * @param {string} empty
 */
function left_to_read(entry, typed, unsure, empty, { facts, complain }, values = {}) {
  if (typed && unsure) complain(entry, "ui.wrong-wrote-and-unsure", { given: short(typed) });
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (!typed) complain(entry, empty, values);
  return Boolean(typed) && !unsure;
}

/** @param {Entry} entry @param {Posted} posted */
export function read_number(entry, posted, found) {
  const [typed, unsure] = typed_in(posted, entry.name),
    range = { low: plain_number(entry.low), high: plain_number(entry.high), given: short(typed) };
  if (!left_to_read(entry, typed, unsure, "ui.wrong-no-number", found, range)) return;
  const number = number_in(typed, entry.whole),
    one_piece = number === null ? in_one_piece(typed) : "",
    whole = number === null && number_in(typed, false) !== null;
  if (one_piece) found.complain(entry, whole ? "ui.wrong-whole-apart" : "ui.wrong-apart", { ...range, digits: one_piece });
  else if (number === null || number < entry.low || number > entry.high)
    found.complain(entry, whole ? "ui.wrong-not-whole" : "ui.wrong-number", range);
  else found.facts[entry.name] = number;
}

/** @param {Entry} entry @param {Posted} posted @param {Read} found @param {Pack} pack */
export function read_text(entry, posted, { facts, complain }, pack) {
  const [typed, held] = name_in(last(posted, entry.name));
  if (held) complain(entry, "ui.wrong-sign", { what: said_sign(pack, held) });
  else if (signs(typed).length > entry.longest) complain(entry, "ui.wrong-long-text", { most: entry.longest });
  else if (typed && typed !== UNKNOWN) facts[entry.name] = typed;
}

/** The sum of its items; a whole score typed in under the fact's own name counts as well. @param {Entry} entry @param {Posted} posted */
export function read_score(entry, posted, found) {
  const { facts, complain, points } = found,
    [typed, unsure] = typed_in(posted, entry.name),
    allowed = Object.values(entry.answers).map(String);
  const given = entry.items.map((_, place) => last(posted, `${entry.name}-${place + 1}`));
  if (typed) read_number(entry, posted, found);
  else if (unsure && given.some(Boolean)) complain(entry, "ui.wrong-chose-and-unsure");
  else if (unsure) facts[entry.name] = UNKNOWN;
  else if (given.every((one) => allowed.includes(one))) {
    points[entry.name] = given.map(Number);
    facts[entry.name] = points[entry.name].reduce((sum, one) => sum + one, 0);
  } else complain(entry, "ui.wrong-lines-left", { count: given.length });
}

/** @param {Entry} entry @param {Posted} posted @param {Read} found @param {number} today @param {Language} language */
export function read_date(entry, posted, found, today, language) {
  const parts = ["day", "month", "year"].map((part) => strip(last(posted, `${entry.name}-${part}`))),
    typed = parts.filter(Boolean).join(" ");
  if (!left_to_read(entry, typed, (posted[entry.name] ?? []).includes(UNKNOWN), "ui.wrong-no-date", found)) return;
  const read = date_of(...parts),
    written = (day) => language.date(day),
    say = (statement, values) => found.complain(entry, statement, values);
  if (read === null) say("ui.wrong-not-a-date", { example: `15 11 ${iso_of(today).slice(0, 4)}`, given: short(typed) });
  else if (read > today) say("ui.wrong-date-to-come", { date: written(read), today: written(today) });
  else if (today - read > 1095) say("ui.wrong-date-long-ago", { date: written(read) });
  else found.facts[entry.name] = iso_of(read);
}

function date_of(...boxes) {
  const parts = date_parts(...boxes);
  return parts && day_of(parts.map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-"));
}
