const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const UNSEEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb]/g,
  FLAG = /(\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f})|[\u{e0001}\u{e0020}-\u{e007f}]/gu;
const TURNING = /[\u202a-\u202e\u2066-\u2069]/,
  BREAKING = /[\n\v\f\r\x85\u2028\u2029]/,
  ODD_SPACE = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u,
  ENDS_OF_TEXT = /^(?:(?!\ufeff)[\s\x1c-\x1f\x85])+|(?:(?!\ufeff)[\s\x1c-\x1f\x85])+$/g;
const PLAIN_SIGNS = {
  "\u066b": ".",
  "\uff0e": ".",
  "\uff0c": ",",
  "\u060c": ",",
  "\u066c": "'",
  "\u2019": "'",
  "\u02bc": "'",
  "\uff07": "'",
};

/** Without the white space at both ends: the signs that Python counts as such, which are not quite those of `trim`. */
export function strip(text) {
  return text.replace(ENDS_OF_TEXT, "");
}

/** Without what cannot be seen and blanks at both ends; odd spaces are spaces, digits of any script are 0 to 9. */
function in_plain_signs(typed) {
  const text = strip(typed.replace(UNSEEN, "").replace(ODD_SPACE, " ")).replace(
    /[\u066b\uff0e\uff0c\u060c\u066c\u2019\u02bc\uff07]/g,
    (sign) => PLAIN_SIGNS[sign]
  );
  return text.replace(/\p{Nd}/gu, digit_of);
}

/** Digits of one script stand in a row, from 0 to 9; rows may follow each other. */
function digit_of(sign) {
  const code = sign.codePointAt(0);
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** The number, null when it is none or could be another: "1,000" may be a thousand, and a whole number has no fraction. */
export function number_in(typed, whole) {
  const found = /^(?=[.,]?[0-9])([0-9]{0,12})(?:[.,]([0-9]{0,11}))?$/.exec(in_plain_signs(typed));
  if (!found) return null;
  const [, before, after = ""] = found;
  if ((after.length > 2 && /[1-9]/.test(before)) || (whole && /[1-9]/.test(after))) return null;
  return Number(`${before || 0}.${after || 0}`);
}

/** How a number with signs between its digits is written without them: 1000 for "1,000". "" when it is no such number. */
export function in_one_piece(typed) {
  const text = in_plain_signs(typed);
  if (!/^[0-9]+(?:[ .,'_][0-9]{2})*(?:[ .,'_][0-9]{3,4})+(?:[.,][0-9]+)?$/.test(text)) return "";
  const between = text.match(/[^0-9]/g),
    last = between.at(-1),
    at = new Set(between).size > 1 && ".,".includes(last) ? text.lastIndexOf(last) : text.length;
  return text.slice(0, at).replace(/[^0-9]/g, "") + (at < text.length ? `.${text.slice(at + 1)}` : "");
}

/**
 * Year, month and day of a date in three boxes, or whole in one of them, day before month as in Britain; years of two digits are 20xx.
 * @returns {[number, number, number]|null} null when it cannot be one; whether there is such a day is still to be seen
 */
export function date_parts(day, month, year) {
  let parts = [day, month, year].map((one) => in_plain_signs(one).toLowerCase()).filter(Boolean);
  if (parts.length === 1) {
    const turned = /^([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})$/.exec(parts[0]);
    parts = turned ? turned.slice(1).reverse() : parts[0].split(/[-/, ]+|\.(?=[\s\S])/).filter(Boolean);
    if (parts.length === 3 && month_named(parts[0])) parts = [parts[1], parts[0], parts[2]];
  }
  if (parts.length !== 3) return null;
  const written = /^([0-9]{1,2})(?:st|nd|rd|th|\.)?$/.exec(parts[0]),
    century = /^'?([0-9]{2}|[0-9]{4})$/.exec(parts[2]);
  const number = /^[0-9]{1,2}\.?$/.test(parts[1]) ? Number.parseInt(parts[1], 10) : month_named(parts[1]);
  return written && century && number ? [Number(century[1]) + (century[1].length === 2 ? 2000 : 0), number, Number(written[1])] : null;
}

/** The number of a month whose English name begins so; 0 when none does. */
function month_named(text) {
  const name = text.replace(/\.$/, "");
  return name.length < 3 ? 0 : MONTHS.findIndex((one) => one.toLowerCase().startsWith(name)) + 1;
}

/** A name as it is kept, and what it holds that it may not: a statement and the sign; "" for nothing. @param {string} typed @returns {[string, string]} */
export function name_in(typed) {
  const text = strip(
    typed
      .replace(UNSEEN, "")
      .replace(FLAG, (_, flag) => flag ?? "")
      .replace(ODD_SPACE, " ")
  );
  for (const sign of text) {
    const what = refused_sign(sign);
    if (what) return [text, `${what} (U+${sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")})`];
  }
  return [text, ""];
}

/** What a sign is that a name may not hold. */
function refused_sign(sign) {
  const code = sign.codePointAt(0);
  if (BREAKING.test(sign)) return "ui.sign-line-break";
  if (TURNING.test(sign)) return "ui.sign-turns";
  if (/\p{Cc}/u.test(sign)) return "ui.sign-control";
  return /[\p{Cs}\p{Co}]/u.test(sign) || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe ? "ui.sign-no-letter" : "";
}

/** What someone wrote, so that the words and dates around it keep their places: closed in when it runs from right to left. */
export function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
