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
  // The browser's own cache may still have files of an older version, which do not fit the others.
  await cache.addAll(["./", ...files].map((file) => new Request(file, { cache: "no-cache" })));
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
    if (kept) return part(request, kept);
    throw error;
  }
}

// The kept file, or the part of it that is asked for: Safari plays a film only where it gets the parts it asks for.
// What asks for no single part in bytes is answered with the whole, as RFC 9110 (section 14.2) allows.
async function part(request, kept) {
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range")?.trim() ?? "");
  if (!range || (range[1] === "" && range[2] === "")) return new Response(kept.body, kept);
  const whole = await kept.blob();
  const size = whole.size;
  // Without a beginning it is the last so many bytes.
  const first = range[1] === "" ? Math.max(size - Number(range[2]), 0) : Number(range[1]);
  const last = range[1] === "" || range[2] === "" ? size - 1 : Math.min(Number(range[2]), size - 1);
  if (range[1] !== "" && range[2] !== "" && Number(range[2]) < first) return new Response(whole, kept);
  const headers = new Headers(kept.headers);
  headers.delete("content-encoding"); // The kept bytes are the decoded ones.
  headers.set("accept-ranges", "bytes");
  if (first > last) {
    headers.set("content-range", `bytes */${size}`);
    headers.set("content-length", "0");
    return new Response(null, { status: 416, statusText: "Range Not Satisfiable", headers });
  }
  headers.set("content-range", `bytes ${first}-${last}/${size}`);
  headers.set("content-length", String(last - first + 1));
  const type = headers.get("content-type") ?? "";
  return new Response(whole.slice(first, last + 1, type), { status: 206, statusText: "Partial Content", headers });
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(fromHostOrKept(event));
});
