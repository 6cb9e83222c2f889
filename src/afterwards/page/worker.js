// The builder writes these three lines.
const FILES = {};
const EDITION = "";
const URGENT = "";

const KEPT = `afterwards-${EDITION}`,
  OURS = "afterwards-";
// Pages that this edition answers without asking the network: the first page, and the everyday one after leaving.
const OWN = ["", "index.html", "units"];

// A file, fetched past the browser's cache and checked against its hash. Some hosts answer with another address ("away" for "away.html");
// such an answer may not be shown as a page, so it is put into one of our own.
async function fetch_file([name, integrity]) {
  const found = await fetch(name, { cache: "no-store", integrity, credentials: "same-origin" });
  if (!found.ok) throw new Error(`${name} is missing.`);
  return [name, new Response(found.body, found)];
}

// All files of an edition or none: one that fails undoes it all.
async function take_in() {
  const files = await Promise.all(Object.entries(FILES).map(fetch_file));
  try {
    const cache = await caches.open(KEPT);
    await Promise.all(files.map(([name, file]) => cache.put(name, file)));
  } catch (fault) {
    await caches.delete(KEPT);
    throw fault;
  }
}

async function drop_others() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== KEPT) await caches.delete(name);
}

// Our own pages come from the cache of this edition, else from the network. Any other page comes from the network, else our first page
// stands in for it. A server that takes over without script sends its pages one after another: it must never get ours in between,
// and leaving must reach it. When both fail: whom to call.
async function answer_page(request, name) {
  const kept = () => caches.match("./", { cacheName: KEPT }).catch(() => null),
    sent = () => fetch(request).catch(() => null);
  const found = OWN.includes(name) ? ((await kept()) ?? (await sent())) : ((await sent()) ?? (await kept()));
  return found ?? new Response(URGENT, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

async function answer_file(request, name) {
  return (await caches.match(name, { cacheName: KEPT }).catch(() => null)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(take_in()));

// It never takes over pages that an older edition serves: a browser starts a new worker only when no page of the old one is left,
// so an update is never in the middle of a journey. Hence neither skipWaiting nor clients.claim.
self.addEventListener("activate", (event) => event.waitUntil(drop_others()));

self.addEventListener("fetch", (event) => {
  const { request } = event,
    url = new URL(request.url),
    base = new URL("./", self.location.href);
  if (request.method !== "GET" || !url.href.startsWith(base.href)) return;
  const name = url.pathname.slice(base.pathname.length);
  if (Object.hasOwn(FILES, name)) event.respondWith(answer_file(request, name));
  else if (request.mode === "navigate" && !name.startsWith("static/")) event.respondWith(answer_page(request, name));
});
