// Keeps the page and its files (PAGE, FILES, VERSION are written above), and nothing else.
const NAMED = "evenreach-offline-";
const CACHE = NAMED + VERSION;
const afresh = (address) => new Request(address, { cache: "reload", redirect: "error" });

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...FILES].map(afresh))));
});

self.addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith(NAMED) && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  const isPage = event.request.mode === "navigate" && PAGE.startsWith(`${pathname}?`);
  if (event.request.method !== "GET" || !(isPage || FILES.includes(pathname))) return;
  const kept = caches.open(CACHE).then((cache) => cache.match(isPage ? PAGE : pathname));
  event.respondWith(kept.then((found) => found ?? fetch(event.request)));
});
