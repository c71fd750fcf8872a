// Defines what the benchmark asks of either side, beside startWorker(), request() and ask() of the tests:
// oursLoad, oursCheck, theirsLoad, theirsRun. Files come from the page's picker, as a person's would.

globalThis.picker ??= Object.assign(document.createElement("input"), { type: "file", id: "file" });
document.body.append(globalThis.picker);

// Loads the chosen weights and runs them once; gives the times of both.
globalThis.oursLoad = async (module, config, preprocessor) => {
  await globalThis.startWorker(module);
  const start = performance.now();
  const load = { Load: { config, preprocessor, precision: "f32" } };
  const { response } = await globalThis.request(module, load, [globalThis.picker.files[0]]);
  const { warm_up_ms } = response.Loaded.model;
  return { load: performance.now() - start - warm_up_ms, first: warm_up_ms };
};

// Milliseconds of one forward: the median of the worker's own five.
globalThis.oursCheck = async (module) => (await globalThis.request(module, "Check", [])).response.Checked.median_ms;

globalThis.theirs ??= {};

const askTheirs = (message) =>
  new Promise((resolve, reject) => {
    theirs.worker.onerror = (event) => reject(new Error(event.message ?? "onnxruntime-web did not start"));
    theirs.worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    if (message) theirs.worker.postMessage(message);
  });

const runTheirs = async (times) => {
  const inputs = await (await fetch(theirs.inputs)).arrayBuffer();
  return askTheirs({ run: { inputs, times } });
};

// Loads the chosen graph and runs it once; gives the times of both.
globalThis.theirsLoad = async (device, inputs) => {
  theirs.inputs = inputs;
  theirs.worker = new Worker(`/benches/worker.js?device=${device}`, { type: "module" });
  await askTheirs();
  const start = performance.now();
  await askTheirs({ load: globalThis.picker.files[0] });
  const load = performance.now() - start;
  const { milliseconds, output } = await runTheirs(1);
  theirs.output = new Uint8Array(output);
  return { load, first: milliseconds[0] };
};

// Milliseconds of each of so many runs.
globalThis.theirsRun = async (times) => (await runTheirs(times)).milliseconds;

// The first run's output in base64.
globalThis.theirsOutput = () => {
  let text = "";
  for (let at = 0; at < theirs.output.length; at += 32768) {
    text += String.fromCharCode(...theirs.output.subarray(at, at + 32768));
  }
  return btoa(text);
};
