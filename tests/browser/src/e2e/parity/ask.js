// Defines ask(module, request, files): starts one of the site's workers (once), sends it the request
// with the files' bytes, and gives the bytes of its answer in base64.
globalThis.workers = {};

// Starts a worker; messages go both ways as crates/bridge/src/envelope.rs has them.
globalThis.startWorker = (module) =>
  (globalThis.workers[module] ??= new Promise((resolve, reject) => {
    const worker = new Worker(`worker-loader.js?module=${module}`);
    worker.onerror = (event) => reject(new Error(event.message ?? "the worker did not start"));
    worker.onmessage = (event) => {
      const { Hello, Failed } = JSON.parse(event.data.message);
      if (Hello) resolve(worker);
      else if (Failed) reject(new Error(JSON.stringify(Failed)));
    };
  }));

let lastId = 0;

// Sends a worker a request; gives its response and the objects that come with it.
globalThis.request = async (module, request, payload, transfer = []) => {
  const worker = await globalThis.startWorker(module);
  const id = (lastId += 1);
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message ?? "the worker failed"));
    worker.onmessage = (event) => {
      const { Response, Event, Failed } = JSON.parse(event.data.message);
      const broken = Failed ?? Event?.event.DeviceLost ?? Response?.result.Err;
      if (broken) reject(new Error(JSON.stringify(broken)));
      else if (Response?.id === id) resolve({ response: Response.result.Ok, payload: event.data.payload });
    };
    worker.postMessage({ message: JSON.stringify({ Request: { id, request } }), payload }, transfer);
  });
};

globalThis.ask = async (module, request, files) => {
  const get = async (file) => {
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.arrayBuffer();
  };
  const given = await Promise.all(files.map(get));
  const { response, payload } = await globalThis.request(module, request, given, given);
  if (response !== "Computed") throw new Error(`the worker answers ${JSON.stringify(response)}`);
  const [outputs] = payload;
  const bytes = new Uint8Array(outputs);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
};
