/** @import {Journey, Pack} from "./types" */

const PLACE = "afterwards",
  ROUNDS = 600_000,
  VERSION = 1,
  BLOCK = 8192,
  SHORTEST_PASSPHRASE = 8;

const SALT_BYTES = 16,
  IV_BYTES = 12;

/** Whether answers can be kept on this device, and if not, the statement that says why. @returns {{ok: boolean, why: string}} */
export function can_keep() {
  if (!globalThis.crypto?.subtle) return { ok: false, why: "ui.cannot-lock" };
  try {
    localStorage.setItem(`${PLACE}-try`, "");
    localStorage.removeItem(`${PLACE}-try`);
    return { ok: true, why: "" };
  } catch {
    return { ok: false, why: "ui.refuses-to-keep" };
  }
}

/**
 * A kept journey from before answers had their moments: when they were told is not known. What was true of its day alone counts as told on
 * another day, and what is counted on from then is asked again.
 * @param {Journey|null} journey
 * @param {Pack} pack
 * @returns {Journey|null} the journey with the minute at which each answer was told
 */
export function with_moments(journey, pack) {
  if (!journey || journey.told_at) return journey;
  journey.told_at = {};
  for (const name of Object.keys(journey.facts)) {
    const ages = pack.facts[name]?.ages;
    if (ages === "today") journey.told_at[name] = 0;
    else if (ages) delete journey.facts[name];
  }
  return journey;
}

/** Whether something is kept here. Never throws. @returns {boolean} */
export function has_kept() {
  try {
    return localStorage.getItem(PLACE) !== null;
  } catch {
    return false;
  }
}

/**
 * Keeps a journey on this device, locked with a passphrase: PBKDF2-SHA-256 with 600,000 rounds, AES-GCM with a fresh nonce each time.
 * The key stays in memory, cannot be taken out, and ends with the page. What is written tells nothing, and little by its length.
 */
export class Keeper {
  #key = null;
  #salt = null;
  #turn = 0;

  /** Whether answers are being kept: each new one is written too. */
  get open() {
    return this.#key !== null;
  }

  /**
   * Keep from now on.
   * @returns {Promise<[string, Record<string, any>]|null>} the statement of a complaint with its values, or null when it is kept
   * @param {Journey} journey
   */
  async keep(journey, passphrase, again) {
    const { ok, why } = can_keep(),
      { length } = Array.from(passphrase);
    if (!ok) return [why, {}];
    if (length < SHORTEST_PASSPHRASE) return ["ui.wrong-short-passphrase", { least: SHORTEST_PASSPHRASE, number: length }];
    if (passphrase !== again) return ["ui.wrong-two-passphrases", {}];
    this.#turn += 1;
    const turn = this.#turn,
      salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    const key = await key_of(passphrase, salt),
      locked = await lock(journey, key, salt);
    // She pressed something else meanwhile, such as "Erase everything now".
    if (turn !== this.#turn) return ["ui.wrong-not-kept", {}];
    try {
      localStorage.setItem(PLACE, locked);
    } catch {
      return ["ui.wrong-no-room", {}];
    }
    [this.#key, this.#salt] = [key, salt];
    return null;
  }

  /**
   * Write the journey as it stands; nothing happens while nothing is kept. Never throws. Keeping ends when the record is no longer the
   * one that was opened (erased, or kept anew in another window), so that erased answers never come back; and when it cannot be written.
   * @returns {Promise<boolean>} false when keeping has ended
   * @param {Journey} journey
   */
  async save(journey) {
    if (!this.open || !journey) return this.open;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const locked = await lock(journey, this.#key, this.#salt);
      // A later save, or the end of keeping, has come in between.
      if (turn !== this.#turn) return this.open;
      if (localStorage.getItem(PLACE)?.startsWith(`${to_text(this.#salt)}.`)) {
        localStorage.setItem(PLACE, locked);
        return true;
      }
    } catch {
      /* it cannot be written any more */
    }
    this.forget();
    return false;
  }

  /** What was kept; null for a wrong passphrase, a damaged record, or none: which of them it is, nobody learns. */
  async open_kept(passphrase) {
    const [salt, iv, locked] = record();
    try {
      const key = await key_of(passphrase, salt);
      const plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: about_record() }, key, locked));
      const journey = JSON.parse(new TextDecoder().decode(plain.subarray(4, 4 + new DataView(plain.buffer).getUint32(0))));
      [this.#key, this.#salt] = [key, salt];
      return journey;
    } catch {
      return null;
    }
  }

  /** Keep no more; what is written stays until it is erased. */
  forget() {
    this.#key = this.#salt = null;
    this.#turn += 1;
  }
}

/** A journey as it is written: salt, nonce and what is locked. @param {Journey} journey */
async function lock(journey, key, salt) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES)),
    plain = padded(new TextEncoder().encode(JSON.stringify(journey)));
  const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: about_record() }, key, plain);
  return [salt, iv, new Uint8Array(locked)].map(to_text).join(".");
}

async function key_of(passphrase, salt) {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase.normalize("NFKC")), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
    secret,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"]
  );
}

/** What a record was made with: it opens under nothing else. */
function about_record() {
  return new TextEncoder().encode(`${PLACE} ${VERSION} ${ROUNDS}`);
}

/** The parts of the record; when there is none, parts that open nothing, so that it takes as long. */
function record() {
  const none = [new Uint8Array(SALT_BYTES), new Uint8Array(IV_BYTES), new Uint8Array(BLOCK)];
  try {
    const parts = localStorage.getItem(PLACE).split(".").map(from_text);
    return parts.length === 3 && parts[0].length === SALT_BYTES && parts[1].length === IV_BYTES ? parts : none;
  } catch {
    return none;
  }
}

/** The bytes after their number, filled up to a multiple of a block. */
function padded(bytes) {
  const found = new Uint8Array(Math.ceil((bytes.length + 4) / BLOCK) * BLOCK);
  new DataView(found.buffer).setUint32(0, bytes.length);
  found.set(bytes, 4);
  return found;
}

function to_text(bytes) {
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
}

function from_text(text) {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}
