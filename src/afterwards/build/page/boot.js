/** Minutes after leaving during which this page stays empty, so that Back shows nothing. */
const EMPTY_FOR = 10;

function just_left() {
  try { return Date.now() - Number(sessionStorage.getItem("left")) < EMPTY_FOR * 60_000; } catch { return false; }
}

function forget_leaving() {
  try { sessionStorage.removeItem("left"); } catch { /* nothing was kept */ }
}

/** An empty page with a neutral title and one way back in. */
function stay_empty() {
  document.title = "Page";
  document.body.replaceChildren(document.importNode(document.getElementById("away").content, true));
  open_again();
}

/** The one button of the empty page opens the first page. */
function open_again() {
  document.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    forget_leaving();
    window.location.replace(document.documentElement.dataset.start ?? "./");
  });
}

/** The program, checked against its hash before it runs. */
function load_script({name, integrity}) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), {src: name, integrity, onload: done, onerror: failed});
    document.head.append(script);
  });
}

/** A file of data, checked against its hash before it is read. */
async function load_data({name, integrity}) {
  const found = await fetch(name, {integrity, credentials: "omit", referrerPolicy: "no-referrer"});
  if (!found.ok) throw new Error("A file is missing.");
  return found.json();
}

/** The data of a copy in one file; compressed with a checksum, so that a damaged one does not open. */
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

/** From here on the page may load and send nothing any more: the browser refuses it. */
function seal_page() {
  const seal = Object.assign(document.createElement("meta"), {httpEquiv: "Content-Security-Policy"});
  seal.content = "default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'";
  document.head.append(seal);
}

/** Of two things that the first page can say of where answers are made, the true one. */
function show_when(what) {
  for (const part of document.querySelectorAll('[data-when="private"], [data-when="failed"]')) part.hidden = part.dataset.when !== what;
}

/** Which page the address asks for, when this start page was given for another one, as it is offline. */
function asked_for(config) {
  const {pathname} = window.location, name = pathname.slice(pathname.lastIndexOf("/") + 1);
  if (/^(?:away|leave)(?:\.html)?$/.test(name)) return "/away";
  return Object.keys(config.pages).find((path) => config.pages[path] === name || (path !== "/" && pathname.endsWith(path))) ?? "/";
}

async function begin() {
  const build = document.getElementById("build");
  if (!build) { open_again(); return; }
  const config = JSON.parse(build.textContent), urgent = document.getElementById("urgent").content;
  const path = asked_for(config);
  document.documentElement.dataset.start = config.start;
  document.addEventListener("leaving", () => {
    try { sessionStorage.setItem("left", String(Date.now())); } catch { /* storage is refused: then only the empty page hides it */ }
  });
  if (path === "/away" || just_left()) { stay_empty(); return; }
  const start = document.querySelector('main[data-page="start"] form'), waiting = document.getElementById("waiting");
  let pressed = null;
  const hold = (event) => {
    event.preventDefault();
    pressed = event.target;
    waiting.hidden = false;
  };
  start?.addEventListener("submit", hold);
  try {
    const [data] = await (config.inline ? Promise.all([unpack(document.getElementById("data").textContent)])
      : Promise.all([load_data(config.data), load_script(config.app)]));
    const app = new globalThis.afterwards.App({...config, urgent}, data);
    if (config.worker && "serviceWorker" in navigator) navigator.serviceWorker.register(config.worker).catch(() => null);
    start?.removeEventListener("submit", hold);
    app.start(path);
    seal_page();
    show_when("private");
    pressed?.requestSubmit();
  } catch {
    start?.removeEventListener("submit", hold);
    waiting.hidden = true;
    show_when("failed");
    if (!config.server) document.body.replaceChildren(document.importNode(urgent, true));
  }
}

begin();
