const SHOWN = 60;

/** A value as it is named in a complaint: short, and text whatever was given. */
export function echo(given) {
  if (typeof given === "boolean" || (typeof given === "number" && Math.abs(given) < 1e15)) return given;
  const text = typeof given === "string" ? given : python_text(given),
    signs = Array.from(text);
  return signs.length <= SHOWN ? text : `${signs.slice(0, SHOWN).join("")}...`;
}

/** As Python writes a value, so that both editions complain in the same words. */
function python_text(given) {
  if (typeof given === "string") return `'${given}'`;
  if (given === null || typeof given === "boolean") return { null: "None", true: "True", false: "False" }[given];
  if (Array.isArray(given)) return `[${given.map(python_text).join(", ")}]`;
  return typeof given === "object"
    ? `{${Object.entries(given)
        .map(([name, one]) => `'${name}': ${python_text(one)}`)
        .join(", ")}}`
    : String(given);
}

/** A value as it stands in a complaint. @returns {string} */
export function quoted(given) {
  const shown = echo(given);
  return typeof shown === "string" ? `'${shown}'` : typeof shown === "boolean" ? python_text(shown) : String(shown);
}
