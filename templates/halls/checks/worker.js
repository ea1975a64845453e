// Opens the page of checks on a phone without a network. It keeps styles, scripts and that one page, all of which the
// page itself puts into the cache; nothing that the server says of checks or people goes through here.
const SAID = {{ said|safe }};
const PATIENCE = 5000;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const kept = async (request) => (await caches.open(SAID.cache)).match(request) ?? caches.match(request);
const keptOf = (request) => kept(request.mode === "navigate" ? SAID.page : request);

const fromNetwork = async (request) => {
  let answer;
  try {
    // A navigation cannot be given a signal of its own, so the slow one is left behind instead.
    answer = await Promise.race([
      fetch(request),
      new Promise((_, late) => setTimeout(() => late(new Error("slow")), PATIENCE)),
    ]);
  } catch (error) {
    const before = await keptOf(request);
    if (before) return before;
    // What was only slow, and is not kept, is waited for.
    return error.message === "slow" ? fetch(request) : Response.error();
  }
  // A gateway that cannot reach the server is no network either.
  return answer.status >= 502 && answer.status <= 504 ? (await keptOf(request)) ?? answer : answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && pathname === SAID.page;
  if (!isPage && !pathname.startsWith(SAID.static)) return;
  // A hashed name never means anything else.
  if (HASHED.test(pathname)) event.respondWith(kept(request).then((answer) => answer ?? fetch(request)));
  else event.respondWith(fromNetwork(request));
});
