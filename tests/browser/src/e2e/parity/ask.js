// Defines ask(module, request, files): starts one of the site's workers (once), sends it the request
// with the files' bytes, and gives the bytes of its answer in base64.
globalThis.workers = {};

globalThis.startWorker = (module) =>
  (globalThis.workers[module] ??= new Promise((resolve, reject) => {
    const worker = new Worker(`worker-loader.js?module=${module}`);
    worker.onerror = (event) => reject(new Error(event.message ?? "the worker did not start"));
    worker.onmessage = (event) => {
      const message = JSON.parse(event.data.message);
      if (message.Hello) resolve(worker);
      else if (message.Failed) reject(new Error(message.Failed.message));
    };
  }));

globalThis.ask = async (module, request, files) => {
  const get = async (file) => {
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file}: ${response.status}`);
    return response.arrayBuffer();
  };
  const payload = await Promise.all(files.map(get));
  const worker = await globalThis.startWorker(module);
  const outputs = await new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message ?? "the worker failed"));
    worker.onmessage = (event) => {
      const message = JSON.parse(event.data.message);
      if (message === "Computed") resolve(event.data.payload[0]);
      else if (message.Failed) reject(new Error(message.Failed.message));
    };
    worker.postMessage({ message: request, payload }, payload);
  });
  const bytes = new Uint8Array(outputs);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
};
