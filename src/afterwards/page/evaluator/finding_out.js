/**
 * The statements that say how she can find out what she was not sure of, each once. It is `finding_out.py`.
 * @param {import("./guide").Guide} guide
 * @param {string[]} facts those that the answer hangs on, in order
 * @returns {string[]}
 */
export function ways_to_find_out(guide, facts) {
  const { pack } = guide,
    found = new Set();
  for (const name of new Set(facts.map((one) => one.split(".")[0]))) {
    if (!is_open(guide, name) || !guide.may_apply(name)) continue;
    for (const one of guide.fitting(pack.facts[name].find)) found.add(one);
  }
  return [...found];
}

/**
 * Whether she was asked for a fact that can be looked up, told no value in any way, and was not sure.
 * @param {import("./guide").Guide} guide
 * @param {string} fact
 */
function is_open({ told, pack }, fact) {
  if (!pack.facts[fact].find || told.says(fact)) return false;
  const ways = [fact, ...pack.giving.filter((one) => one.gives === fact).map((one) => one.name)];
  return ways.some((one) => told.unknown.has(one));
}
