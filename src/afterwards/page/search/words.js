const ENDINGS = [
  ["ies", "y"],
  ["ied", "y"],
  ["ing", ""],
  ["ed", ""],
];
const TO_SIX = ["zero", "one", "two", "three", "four", "five", "six"];
const SMALL = [...TO_SIX, "seven", "eight", "nine", "ten", "eleven", "twelve"];
const ONE_OF = /\b(?:a|an|one) (?=(?:week|day|month|hour|fortnight|wk)s?\b(?! or))/g;

/** Words as they are compared: small letters, no signs, numbers apart. @param {string} text */
export function words_of(text) {
  const plain = text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f’'`]/g, "");
  const apart = plain
    .replace(/&/g, " and ")
    .replace(/(\d)\s*\+\s*\d/g, "$1")
    .replace(/(\d)(?!st\b|nd\b|rd\b|th\b)([a-z°])/g, "$1 $2");
  const words = apart
    .replace(ONE_OF, "1 ")
    .split(/[^a-z0-9.]+/)
    .flatMap((word) => {
      return /^\d+\.\d+$/.test(word) ? [word] : word.split(".");
    });
  const figure = (word) => (SMALL.includes(word) ? `${SMALL.indexOf(word)}` : word);
  return words.filter(Boolean).map(figure);
}

/** A word without its ending, so that "bleeds" is "bleeding". @param {string} word */
export function stem_of(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  for (const [ending, instead] of ENDINGS) {
    const rest = word.slice(0, -ending.length);
    if (!word.endsWith(ending) || rest.length < 3 || /e$|^miss$|^pass$/.test(rest)) continue;
    return without_e(instead ? rest + instead : rest.replace(/([^aeioulsz])\1$/, "$1"));
  }
  return without_e(/[^siu]s$/.test(word) ? word.slice(0, -1).replace(/(s|x|ch|sh)e$/, "$1") : word);
}

function without_e(word) {
  return word.length > 4 ? word.replace(/e$/, "") : word;
}

/**
 * How many letters are dropped, added, changed or swapped; a first letter is never another one.
 * @param {string} typed
 * @param {string} known
 * @param {number} most
 * @returns {number} more than `most` where they are further apart
 */
export function letters_apart(typed, known, most) {
  if (Math.abs(typed.length - known.length) > most) return most + 1;
  const begins = typed[0] === known[0] || typed[0] === known[1];
  if (!begins) return most + 1;
  let older = [],
    old = Array.from({ length: known.length + 1 }, (_, place) => place);
  for (let row = 1; row <= typed.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= known.length; at += 1) {
      const same = typed[row - 1] === known[at - 1] ? 0 : 1;
      now[at] = Math.min(old[at] + 1, now[at - 1] + 1, old[at - 1] + same);
      const swapped = typed[row - 1] === known[at - 2] && typed[row - 2] === known[at - 1];
      if (row > 1 && at > 1 && swapped) now[at] = Math.min(now[at], older[at - 2] + 1);
    }
    [older, old] = [old, now];
  }
  return old[known.length];
}

/** Whether a short word has the letters of another, swapped or doubled. */
function same_letters(word, known) {
  const sorted = (text) => [...text].sort().join("");
  return sorted(word) === sorted(known) || word.replace(/(.)\1/, "$1") === known;
}

/** The words that are known, each with how often it stands in the data. */
export class Spelling {
  constructor(words, plain) {
    this.known = new Map();
    for (const word of words) this.known.set(word, (this.known.get(word) ?? 0) + 1);
    this.stems = new Set([...this.known.keys(), ...plain].map(stem_of));
    this.corrected = new Map();
  }

  /** Whether a word stands in the data, in whatever form. */
  knows(word) {
    return this.stems.has(stem_of(word));
  }

  /** The known word that was meant, or the word as typed. */
  meant(word) {
    if (word.length < 4 || /\d/.test(word) || this.knows(word)) return word;
    if (!this.corrected.has(word)) this.corrected.set(word, this.nearest(word));
    return this.corrected.get(word);
  }

  nearest(word) {
    const most = word.length < 8 ? 1 : 2;
    let best = word,
      least = most + 1;
    for (const [known, often] of this.known) {
      if (known.length < 4 || (known.length === 4 && !same_letters(word, known))) continue;
      const apart = letters_apart(word, known, most) - Math.min(often, 99) / 1000;
      if (apart < least && apart <= most) [best, least] = [known, apart];
    }
    return best;
  }
}
