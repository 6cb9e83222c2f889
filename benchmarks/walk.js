import { Flow } from "../src/afterwards/page/flow/flow.js";
import { open_pack } from "../src/afterwards/page/pack.js";
import { end_read, NONE_BOX, page_read, QUESTIONS } from "./page_read.js";

const MOST_REQUESTS = 30, UNKNOWN_VALUE = "unknown";
const REMEMBERED = 4000, requests = new Map();
let flow = null;

function main_of(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("main");
}

/** What she answers in one part of the form. @param {Element} part @param {Object<string, *>} told @returns {Object<string, string[]>} */
function fill_part(part, told) {
  const fact = part.dataset.fact, value = told[fact] ?? UNKNOWN_VALUE, posted = {}, put = (name, one) => (posted[name] ??= []).push(String(one));
  const has = (name, one) => part.querySelector(`[name="${name}"][value="${one}"]`);
  if (part.querySelector(`[name=${NONE_BOX}]`)) {
    const names = [...part.querySelectorAll("[type=checkbox]")].map((box) => box.name).filter((name) => name in told);
    const yes = names.filter((name) => told[name] === "yes"), unsure = names.some((name) => told[name] === UNKNOWN_VALUE);
    for (const name of yes) put(name, "yes");
    if (unsure) put("not_sure", "yes");
    else if (!yes.length) put(NONE_BOX, "yes");
  } else if (Array.isArray(value)) {
    // A list is shown in part where her question hangs on some of it; what is not shown is not ticked.
    const of = part.querySelector(`[name="of-${fact}"]`), there = of ? value.filter((one) => of.value.split(" ").includes(one)) : value;
    if (of) put(of.name, of.value);
    for (const one of there.length ? there : [NONE_BOX]) put(fact, one);
  } else if (has(fact, value)) put(fact, value);
  else if (part.querySelector(`[name="${fact}-day"]`)) {
    const [year, month, day] = value.split("-");
    for (const [name, typed] of [["day", day], ["month", month], ["year", year]]) put(`${fact}-${name}`, typed);
  } else if (part.querySelector(`[type=text][name="${fact}"]`)) put(fact, value);
  else throw new Error(`${fact} cannot be answered with ${JSON.stringify(value)}`);
  return posted;
}

/** A page of questions filled in, and with all that it shows as it is filled in, put where the page puts it; what is hidden again is not sent. */
function fill_page(path, main, told) {
  const place = path.split("/").at(-1), shown = main.cloneNode(true), form = shown.querySelector("form[data-live]");
  const seen = form.querySelector("[name=seen]"), answers = new Map();
  const parts = (one) => [...one.querySelectorAll(QUESTIONS)], named = (one, fact) => parts(one).find((part) => part.dataset.fact === fact);
  const posted = () => {
    const sent = { seen: [seen.value] }, visible = parts(shown).filter(({ hidden }) => !hidden);
    for (const { dataset } of visible) for (const [name, values] of Object.entries(answers.get(dataset.fact) ?? {})) (sent[name] ??= []).push(...values);
    return sent;
  };
  let part = parts(shown)[0];
  while (part) {
    answers.set(part.dataset.fact, fill_part(part, told));
    const drafted = made("DRAFT", place, posted()).main, wanted = parts(drafted).map(({ dataset }) => dataset.fact);
    let last = null;
    for (const fact of wanted) {
      const there = named(shown, fact) ?? named(drafted, fact).cloneNode(true);
      if (!form.contains(there)) last ? last.after(there) : form.prepend(there);
      last = there;
    }
    for (const one of parts(shown)) one.hidden = !wanted.includes(one.dataset.fact);
    seen.value = drafted.querySelector("[name=seen]").value;
    part = parts(shown).find((one) => !one.hidden && !answers.has(one.dataset.fact));
  }
  return { posted: posted(), shown };
}

/** The form for the record, filled in with all that she told. */
function fill_record(main, told) {
  const posted = { [NONE_BOX]: ["yes"] };
  for (const field of main.querySelectorAll("select, input[type=text], input[type=checkbox]")) {
    const [, fact, part] = /^(\w+?)(?:-(day|month|year))?$/.exec(field.name), value = told[fact];
    if (field.name === NONE_BOX || value === undefined || (value === UNKNOWN_VALUE && field.type === "text")) continue;
    if (field.type === "checkbox") {
      if (value === "yes") posted[fact] = ["yes"];
    } else if (part) posted[field.name] = [value.split("-")[["year", "month", "day"].indexOf(part)]];
    else if (Array.isArray(value)) posted[fact] = [value.join(", ") || "none"];
    else posted[fact] = [String(value)];
  }
  return posted;
}

/** Boxes of signs: hers ticked; one who is not sure of anything says so of each line. Where none is hers she goes back and says so. */
function fill_signs(path, main, { signs, unsure }) {
  const lines = [...main.querySelectorAll("input[data-sets]")].map(({ name }) => name);
  const ticked = lines.filter((name) => signs.includes(name));
  if (!ticked.length && !unsure) return ["POST", "/signs", { signs: ["none"] }];
  return ["POST", path, Object.fromEntries((unsure ? lines : ticked).map((name) => [name, [unsure ? UNKNOWN_VALUE : "yes"]]))];
}

/**
 * What the page program makes of one request on the journey as it stands: the page, its path, and the journey after it. Made once for the
 * same journey and request: most people begin alike.
 */
function made(method, path, posted = {}) {
  const key = JSON.stringify([flow.journey, method, path, posted]);
  if (!requests.has(key)) {
    let at = path, found = method === "DRAFT" ? flow.asked.draft(path, posted) : flow.answer(method, path, posted);
    while (found.to) {
      at = found.to;
      found = flow.answer("GET", at);
    }
    if (requests.size > REMEMBERED) requests.clear();
    requests.set(key, { main: main_of(found.html), path: at, status: found.status, journey: JSON.stringify(flow.journey) });
  }
  const known = requests.get(key);
  flow.journey = JSON.parse(known.journey);
  return known;
}

/**
 * One walk, from the question that is chosen on the start page to the first page without questions.
 * @param {{facts: Object<string, *>, signs: string[], lines: string[], unsure: boolean}} person
 * @param {string} question
 */
function walk(person, question) {
  const pages = [];
  let request = ["GET", `/ask/${question}`];
  flow.forget();
  for (let count = 0; count < MOST_REQUESTS; count += 1) {
    const { main, path, status } = made(...request), { page } = main.dataset;
    if (status !== 200) throw new Error(`${question}: ${path} gives ${status}: ${main.textContent}`);
    let read = main;
    if (page === "signs" && main.querySelector("input[data-sets]")) request = fill_signs(path, main, person);
    else if (page === "signs") {
      const hers = [...main.querySelectorAll(".signlist [data-statement]")].some(({ dataset }) => person.lines.includes(dataset.statement));
      request = ["POST", "/signs", { signs: [person.unsure ? "unsure" : hers ? "some" : "none"] }];
    } else if (page === "question") {
      const { posted, shown } = fill_page(path, main, person.facts);
      request = ["POST", path, posted];
      read = shown;
    } else if (page === "record") request = ["POST", path, fill_record(main, person.facts)];
    else return { question, pages, ...end_read(main) };
    pages.push({ ...page_read(read), path });
  }
  throw new Error(`${question} still asks after ${MOST_REQUESTS} pages`);
}

globalThis.walk_with = (data, minute) => {
  flow = new Flow(open_pack(data), {}, () => ({ minute, ahead: 0 }));
  requests.clear();
};
/** @param {[object, string][]} pairs a person and a question each */
globalThis.walks_of = (pairs) => pairs.map(([person, question]) => walk(person, question));
