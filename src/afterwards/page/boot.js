import { load_copy, load_data, load_script } from "./load.js";

/** Minutes after leaving during which an everyday page stands here, so that Back shows nothing. */
const HIDDEN_FOR = 10;
/** What the program uses and browsers of some years ago do not have. */
const NEEDED = [
  "Array.prototype.at",
  "Array.prototype.findLast",
  "Array.prototype.findLastIndex",
  "Array.prototype.flatMap",
  "Object.fromEntries",
  "Object.hasOwn",
  "String.prototype.matchAll",
  "String.prototype.replaceAll",
  "Promise.allSettled",
  "Element.prototype.replaceChildren",
  "FormData",
  "fetch",
  "Response",
];

function just_left() {
  try {
    const left = sessionStorage.getItem("left");
    return left !== null && Math.abs(Date.now() - Number(left)) < HIDDEN_FOR * 60_000;
  } catch {
    return false;
  }
}

function forget_leaving() {
  try {
    sessionStorage.removeItem("left");
  } catch {
    /* nothing was kept */
  }
}

/** The everyday page in place of this one. */
function stay_away() {
  document.body.replaceChildren(document.importNode(template("away"), true));
  document.title = document.querySelector("h1").textContent;
  convert_units();
}

/** What lies in the page and is not shown. @param {string} id */
function template(id) {
  const found = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return found.content;
}

/** The everyday page converts units; its one button opens the first page. */
function convert_units() {
  const amount = /** @type {HTMLInputElement} */ (document.getElementById("amount"));
  const into = /** @type {HTMLSelectElement} */ (document.getElementById("into")),
    result = document.getElementById("result");
  const convert = () => {
    const { by, plus, unit } = into.selectedOptions[0].dataset,
      number = Number(amount.value.replace(",", ".")) * Number(by) + Number(plus);
    result.textContent = amount.value.trim() && Number.isFinite(number) ? `${Number(number.toPrecision(6))} ${unit}` : result.dataset.empty;
  };
  for (const part of [amount, into]) part.addEventListener("input", convert);
  convert();
  document.getElementById("first").addEventListener("click", () => {
    forget_leaving();
    window.location.replace(document.documentElement.dataset.start ?? "./");
  });
}

/** Whether the browser lacks what the program needs. */
function is_too_old() {
  return NEEDED.some((name) => name.split(".").reduce((found, part) => found?.[part], globalThis) === undefined);
}

/** From here on the page may load and send nothing any more: the browser refuses it. */
function seal_page() {
  const seal = Object.assign(document.createElement("meta"), { httpEquiv: "Content-Security-Policy" });
  seal.content = "default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'";
  document.head.append(seal);
}

/** Of the things that the first page can say of where answers are made, the true one. */
function show_when(what) {
  for (const part of document.querySelectorAll('[data-when="private"], [data-when="unscripted"], [data-when="old"]'))
    part.hidden = part.dataset.when !== what;
}

/** Keeping a copy for use offline is an extra: a browser that refuses it answers all the same. */
function start_worker(name) {
  try {
    navigator.serviceWorker?.register(name).catch(() => null);
  } catch {
    /* without it the page needs the network the next time */
  }
}

/** Which page the address asks for, when this start page was given for another one, as it is offline. */
function asked_for(config) {
  const { pathname, hash } = window.location,
    name = pathname.slice(pathname.lastIndexOf("/") + 1);
  if (/^(?:units|leave)(?:\.html)?$/.test(name)) return "/away";
  // The page on privacy, which stands alone, leads to erasing so; from here on the address says nothing of it.
  if (hash === "#erase") {
    try {
      window.history.replaceState(null, "", pathname);
    } catch {
      /* the address keeps it */
    }
    return "/erase";
  }
  return Object.keys(config.pages).find((path) => config.pages[path] === name || (path !== "/" && pathname.endsWith(path))) ?? "/";
}

async function begin() {
  const build = document.getElementById("build");
  document.documentElement.dataset.begun = "yes";
  if (!build) {
    convert_units();
    return;
  }
  const config = JSON.parse(build.textContent),
    urgent = template("urgent");
  const path = asked_for(config);
  document.documentElement.dataset.start = config.start;
  document.addEventListener("leaving", () => {
    try {
      sessionStorage.setItem("left", String(Date.now()));
    } catch {
      /* storage is refused: then only the everyday page hides it */
    }
  });
  if (path === "/away" || just_left()) {
    stay_away();
    return;
  }
  let pressed = null;
  // A question that is pressed before the program is here is opened when it is, not the page for everyone.
  const hold = (event) => {
    const link = event.target.closest?.("a[data-question]");
    if (!link) return;
    event.preventDefault();
    pressed = link;
  };
  const hold_words = (event) => {
    event.preventDefault();
    pressed = event.target.querySelector("button");
  };
  document.addEventListener("click", hold);
  document.addEventListener("submit", hold_words);
  const let_go = () => {
    document.removeEventListener("click", hold);
    document.removeEventListener("submit", hold_words);
  };
  if (is_too_old()) {
    let_go();
    show_when("old");
    return;
  }
  show_when("private");
  try {
    const [data] = await (config.inline ? load_copy() : Promise.all([load_data(config.data), load_script(config.app)]));
    // A program that came whole, as its hash says, and does not run: the browser does not know how it is written.
    if (!globalThis.afterwards?.App) {
      let_go();
      show_when("old");
      return;
    }
    const app = new globalThis.afterwards.App({ ...config, urgent }, data);
    if (config.worker) start_worker(config.worker);
    let_go();
    app.start(path);
    seal_page();
    pressed?.click();
  } catch (/** @type {any} */ fault) {
    let_go();
    document.body.replaceChildren(document.importNode(urgent, true));
    for (const part of document.querySelectorAll('[data-when="late"]')) part.hidden = !fault?.late;
  }
}

begin();
