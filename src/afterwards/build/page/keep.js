const PLACE = "afterwards", ROUNDS = 600_000, VERSION = 1, BLOCK = 1024, SHORTEST_PASSPHRASE = 8;
const SALT_BYTES = 16, IV_BYTES = 12;

/** Whether answers can be kept on this device, and if not, why. @returns {{ok: boolean, why: string}} */
export function can_keep() {
  if (!globalThis.crypto?.subtle) return {ok: false, why: "This browser cannot lock what it keeps, so nothing is kept."};
  try {
    localStorage.setItem(`${PLACE}-try`, "");
    localStorage.removeItem(`${PLACE}-try`);
    return {ok: true, why: ""};
  } catch {
    return {ok: false, why: "This browser refuses to keep anything for this page. A private window does that, or a setting."};
  }
}

/** Whether something is kept here. Never throws. @returns {boolean} */
export function has_kept() {
  try { return localStorage.getItem(PLACE) !== null; } catch { return false; }
}

/**
 * Keeps a journey on this device, locked with a passphrase: PBKDF2-SHA-256 with 600,000 rounds, AES-GCM with a fresh nonce each time.
 * The key stays in memory, cannot be taken out, and ends with the page. What is written tells nothing, and little by its length.
 */
export class Keeper {
  #key = null;
  #salt = null;

  /** Whether answers are being kept: each new one is written too. */
  get open() { return this.#key !== null; }

  /** Keep from now on. @returns {Promise<string>} a complaint, or "" when it is kept */
  async keep(journey, passphrase, again) {
    const {ok, why} = can_keep(), {length} = Array.from(passphrase);
    if (!ok) return why;
    if (length < SHORTEST_PASSPHRASE) return `The passphrase: write ${SHORTEST_PASSPHRASE} letters or more. You wrote ${length}. Several words are easiest to remember.`;
    if (passphrase !== again) return "The passphrase: the two are not the same. Write it again in both boxes.";
    this.#salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    this.#key = await key_of(passphrase, this.#salt);
    await this.save(journey);
    return "";
  }

  /** Write the journey as it stands; nothing happens while nothing is kept. */
  async save(journey) {
    if (!this.open || !journey) return;
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES)), plain = padded(new TextEncoder().encode(JSON.stringify(journey)));
    const locked = await crypto.subtle.encrypt({name: "AES-GCM", iv, additionalData: about_record()}, this.#key, plain);
    localStorage.setItem(PLACE, [this.#salt, iv, new Uint8Array(locked)].map(to_text).join("."));
  }

  /** What was kept; null for a wrong passphrase, a damaged record, or none: which of them it is, nobody learns. */
  async open_kept(passphrase) {
    const [salt, iv, locked] = record(), key = await key_of(passphrase, salt);
    try {
      const plain = new Uint8Array(await crypto.subtle.decrypt({name: "AES-GCM", iv, additionalData: about_record()}, key, locked));
      const journey = JSON.parse(new TextDecoder().decode(plain.subarray(4, 4 + new DataView(plain.buffer).getUint32(0))));
      [this.#key, this.#salt] = [key, salt];
      return journey;
    } catch {
      return null;
    }
  }

  /** Keep no more; what is written stays until it is erased. */
  forget() { this.#key = this.#salt = null; }
}

/**
 * Erase everything this page has put on the device. Never throws, needs no network.
 * @returns {Promise<{done: string[], failed: string[]}>}
 */
export async function erase_all() {
  const done = [], failed = [];
  const step = async (what, action) => {
    try { await action(); done.push(what); } catch { failed.push(what); }
  };
  await step("Answers kept on this device", () => { localStorage.clear(); sessionStorage.clear(); });
  await step("Databases of this page", async () => {
    for (const {name} of await globalThis.indexedDB?.databases?.() ?? []) indexedDB.deleteDatabase(name);
  });
  await step("The copy of this page for use offline", async () => {
    for (const name of await globalThis.caches?.keys() ?? []) await caches.delete(name);
    for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) await one.unregister();
  });
  return {done, failed};
}

async function key_of(passphrase, salt) {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS}, secret, {name: "AES-GCM", length: 256}, false, ["encrypt", "decrypt"]);
}

/** What a record was made with: it opens under nothing else. */
function about_record() { return new TextEncoder().encode(`${PLACE} ${VERSION} ${ROUNDS}`); }

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

function to_text(bytes) { return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join("")); }

function from_text(text) { return Uint8Array.from(atob(text), (one) => one.charCodeAt(0)); }
