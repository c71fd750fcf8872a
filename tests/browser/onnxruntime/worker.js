// onnxruntime-web in a worker, as the model's own worker has it: answers { load } with the session's
// start, and { run } with the time of each run and the last output.
//
// In its address: ?device=wasm|webgpu.

const device = new URL(self.location.href).searchParams.get("device");
// Each device from the module that its maker ships for it.
const ort = await import(`/onnxruntime/ort.${device}.min.mjs`);
// Threads need a page that is cross-origin isolated, which plain static hosts do not give.
ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

let session;

async function load(file) {
  session = await ort.InferenceSession.create(await file.arrayBuffer(), { executionProviders: [device] });
  return {};
}

async function run({ inputs, times }) {
  const feeds = Object.fromEntries(
    Object.entries(tensors(inputs)).map(([name, { shape, values }]) => [
      name,
      new ort.Tensor("float32", values, shape),
    ]),
  );
  const milliseconds = [];
  let output;
  for (let at = 0; at < times; at++) {
    const start = performance.now();
    output = await (await session.run(feeds)).last_hidden_state.getData();
    milliseconds.push(performance.now() - start);
  }
  return { milliseconds, output: output.slice().buffer };
}

// The f32 tensors of a safetensors file, by name.
function tensors(file) {
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  delete header.__metadata__;
  const values = ([start, end]) => new Float32Array(file.slice(8 + length + start, 8 + length + end));
  return Object.fromEntries(
    Object.entries(header).map(([name, { shape, data_offsets }]) => [
      name,
      { shape, values: values(data_offsets) },
    ]),
  );
}

self.onmessage = async ({ data }) => {
  try {
    self.postMessage(data.load ? await load(data.load) : await run(data.run));
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
};
self.postMessage({ ready: true });
