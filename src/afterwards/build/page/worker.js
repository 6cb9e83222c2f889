// The builder writes these three lines.
const FILES = {};
const EDITION = "";
const URGENT = "";

const KEPT = `afterwards-${EDITION}`, OURS = "afterwards-";

// All files of an edition or none: each is fetched past the browser's cache and checked against its hash; one that fails undoes it all.
async function take_in() {
  const cache = await caches.open(KEPT);
  try {
    await Promise.all(Object.entries(FILES).map(async ([name, integrity]) => {
      const found = await fetch(name, {cache: "no-store", integrity, credentials: "same-origin"});
      if (!found.ok) throw new Error(`${name} is missing.`);
      await cache.put(name, found);
    }));
  } catch (fault) {
    await caches.delete(KEPT);
    throw fault;
  }
}

async function drop_others() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== KEPT) await caches.delete(name);
}

// A page of ours from the cache of this edition; else from the network; when both fail, whom to call.
async function answer_page(request) {
  const kept = await caches.match("./", {cacheName: KEPT}).catch(() => null);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    return new Response(URGENT, {status: 503, headers: {"Content-Type": "text/html; charset=utf-8"}});
  }
}

async function answer_file(request, name) { return await caches.match(name, {cacheName: KEPT}).catch(() => null) ?? fetch(request); }

self.addEventListener("install", (event) => event.waitUntil(take_in()));

// It never takes over pages that an older edition serves: a browser starts a new worker only when no page of the old one is left,
// so an update is never in the middle of a journey. Hence neither skipWaiting nor clients.claim.
self.addEventListener("activate", (event) => event.waitUntil(drop_others()));

self.addEventListener("fetch", (event) => {
  const {request} = event, url = new URL(request.url), base = new URL("./", self.location.href);
  if (request.method !== "GET" || !url.href.startsWith(base.href)) return;
  const name = url.href.slice(base.href.length);
  if (name in FILES) event.respondWith(answer_file(request, name));
  else if (request.mode === "navigate" && !name.startsWith("static/")) event.respondWith(answer_page(request));
});
