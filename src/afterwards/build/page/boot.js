/** Minutes after leaving during which this page stays empty, so that Back shows nothing. */
const EMPTY_FOR = 10;

function just_left() {
  if (window.location.hash === "#open") forget_leaving();
  try { return Date.now() - Number(sessionStorage.getItem("left")) < EMPTY_FOR * 60_000; } catch { return false; }
}

function forget_leaving() {
  try { sessionStorage.removeItem("left"); } catch { /* nothing was kept */ }
  window.history.replaceState(null, "", window.location.pathname);
}

/** An empty page with a neutral title and one way back in. */
function stay_empty() {
  const away = document.getElementById("away");
  document.title = "Page";
  document.body.replaceChildren(document.importNode(away.content, true));
  document.querySelector("button")?.addEventListener("click", (event) => {
    event.preventDefault();
    forget_leaving();
    window.location.replace(document.documentElement.dataset.start);
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

/** From here on the page may load and send nothing any more: the browser refuses it. */
function seal_page(own) {
  const seal = Object.assign(document.createElement("meta"), {httpEquiv: "Content-Security-Policy"});
  seal.content = `default-src 'none'; style-src ${own}; img-src ${own} data:; form-action 'none'; base-uri 'none'`;
  document.head.append(seal);
}

async function begin() {
  const config = JSON.parse(document.getElementById("build").textContent), urgent = document.getElementById("urgent").content;
  const path = /\/(?:away|leave)(?:\.html)?$/.test(window.location.pathname) ? "/away" : "/";
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
    const [data, about] = config.inline ? ["data", "about"].map((id) => JSON.parse(document.getElementById(id).textContent))
      : await Promise.all([load_data(config.data), load_data(config.about), load_script(config.app)]);
    const app = new globalThis.afterwards.App({...config, urgent}, data, about);
    if (config.worker && "serviceWorker" in navigator) navigator.serviceWorker.register(config.worker).catch(() => null);
    start?.removeEventListener("submit", hold);
    app.start(path);
    seal_page(config.inline ? "'unsafe-inline'" : "'self'");
    for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== "private";
    pressed?.requestSubmit();
  } catch {
    start?.removeEventListener("submit", hold);
    waiting.hidden = true;
    for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== "failed";
    if (!config.server) document.body.replaceChildren(document.importNode(urgent, true));
  }
}

begin();
