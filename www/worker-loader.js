// The first script of a worker: fetches the module named in its address (?module=worker_cpu), tells
// the page how far it is, and starts it. Speaks as crates/bridge/src/envelope.rs does: { message, payload }
// with the message as JSON.

const module = new URL(self.location.href).searchParams.get("module");
const post = (message) => self.postMessage({ message: JSON.stringify(message), payload: [] });
const fail = (kind, why) => post({ Failed: { [kind]: why } });
const progress = (done, total) => post({ Loading: { done, total } });

// The host is asked whether its file has changed: script and module of two versions do not fit.
async function get(path) {
  const response = await fetch(path, { cache: "no-cache" });
  if (!response.ok) throw new Error(`the host answers ${response.status} for ${path}`);
  if ((response.headers.get("content-type") ?? "").startsWith("text/html")) {
    throw new Error(`the host answers with a page instead of ${path}`);
  }
  return response;
}

// The same bytes, compiled while they arrive, with a word to the page every 1 % or 64 KiB.
function counted({ body, headers }) {
  const encoding = headers.get("content-encoding") ?? "identity";
  const total = encoding === "identity" ? Number(headers.get("content-length") ?? 0) : 0;
  const step = Math.max(total / 100, 65536);
  let done = 0;
  let told = 0;
  progress(done, total);
  const count = new TransformStream({
    transform(chunk, controller) {
      done += chunk.byteLength;
      if (done - told >= step) progress((told = done), total);
      controller.enqueue(chunk);
    },
    flush: () => progress(done, Math.max(done, total)),
  });
  return new Response(body.pipeThrough(count), { headers: { "content-type": "application/wasm" } });
}

async function start() {
  const [script, wasm] = await Promise.all([get(`${module}.js`), get(`${module}_bg.wasm`)]);
  // Read to its end, the fresh script is in the cache that importScripts takes it from.
  await script.arrayBuffer();
  importScripts(`${module}.js`);
  // Its main says hello and takes the messages from then on; the page sends none before.
  await wasm_bindgen({ module_or_path: counted(wasm) });
}

// A panic in a promise would otherwise be lost: the page hears only of errors outside them.
self.addEventListener("unhandledrejection", ({ reason }) => {
  fail("Crashed", `${reason?.message ?? reason}`);
});

if (/^worker_[a-z]+$/.test(module ?? "")) {
  start().catch((error) => {
    fail("NotStarted", `${error?.message ?? error}`);
  });
} else {
  fail("NotStarted", "it has no name");
}
