// Keeps the page's own files, so that it opens again without a network. What the host has is newer and is
// taken first; requests to other hosts are left alone. files.json is written by the build, which also puts a
// line behind these that is another for each version: a browser keeps the new files once this file changes.

// A host may have several copies of the page.
const CACHE = `page ${self.registration.scope}`;

// The address without what stands behind "?": the page reads that itself.
const plain = (address) => address.split(/[?#]/)[0];

async function keepAll() {
  const [cache, list] = await Promise.all([caches.open(CACHE), fetch("files.json", { cache: "no-cache" })]);
  const files = await list.json();
  await cache.addAll(["./", ...files]);
  // Files of a version that is gone.
  const current = new Set(["./", ...files].map((file) => new URL(file, self.registration.scope).href));
  const kept = await cache.keys();
  await Promise.all(kept.filter(({ url }) => !current.has(url)).map((request) => cache.delete(request)));
  await self.skipWaiting();
}

async function fromHostOrKept(event) {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (response.status === 200 && !request.headers.has("range")) {
      const copy = response.clone();
      // A full storage is no reason to show nothing.
      event.waitUntil(caches.open(CACHE).then((cache) => cache.put(plain(request.url), copy)).catch(() => {}));
    }
    return response;
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(plain(request.url), { ignoreVary: true });
    // A new response has no address of its own, and so the worker's script keeps what stands behind its "?".
    if (kept) return new Response(kept.body, kept);
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(fromHostOrKept(event));
});
