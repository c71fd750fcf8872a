// Recognises by sight and sound in any page, by classes that were taught on the page TVLT live and exported as a ZIP:
//
//   import { Tvlt } from "./tvlt.js";
//   const tvlt = await Tvlt.open("my.zip");
//   for await (const answer of tvlt.watch(stream)) console.log(answer.label, answer.scores);
//
// The types, with what each thing means, are in tvlt.d.ts. This file needs the site's other files beside it. It starts
// two of the site's workers, one that runs the model on the CPU and one that has the classes, and speaks with them as
// crates/bridge/src/envelope.rs does. Nothing leaves the browser, and nothing is kept on the device.

const PROTOCOL_VERSION = 9; // As in crates/bridge/src/protocol/mod.rs.
const SAMPLE_RATE = 44_100; // The page's rate, at which models are trained.
const FIRST_MS = 1000; // Longest wait for the first picture of a stream.
const STILL_MS = 150; // Longest wait for a newer picture than the last.
const TICK_MS = 66; // Time between updates without a picture.
const GESTURES = ["pointerup", "keydown"];

// Updates give features for the classes, and no pictures.
const MASKS = { pixel_mask_ratio: 0, audio_mask_ratio: 0, seed: 0, paste_visible: false };
const SETTINGS = { ...MASKS, teach: "Features", pictures: false };

// The address of a file of the site.
const beside = (path) => new URL(path, import.meta.url).href;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class TvltError extends Error {
  constructor(sentence, options) {
    super(sentence, options);
    this.name = "TvltError";
  }
}

export class Tvlt {
  #model;
  #teach;
  #heads;
  #watching = false;
  #closed = false;

  constructor(model, teach, heads) {
    this.#model = model;
    this.#teach = teach;
    this.#heads = heads;
  }

  static async open(zip, { model } = {}) {
    if (new URL(import.meta.url).origin !== location.origin) {
      const there = `copy tvlt.js with all files beside it to ${location.origin}`;
      throw new TvltError(`A page cannot start workers of another host: ${there} and import it from there.`);
    }
    // Both load while the ZIP comes.
    const teach = new Client("worker_teach", "The worker of the classes");
    const runs = new Client("worker_cpu", "The worker of the model");
    try {
      const [{ Heads: heads }] = await teach.ask("Heads", [await fileOf(zip)], []);
      const { config, preprocessor, weights } = await modelFiles(model, heads.model);
      await runs.ask({ Settings: SETTINGS });
      const { layers } = heads;
      await runs.ask({ Load: { config, preprocessor, layers, precision: "f32" } }, [weights]);
      return new Tvlt(runs, teach, heads);
    } catch (error) {
      runs.close();
      teach.close();
      throw error;
    }
  }

  get classes() {
    return [...this.#heads.classes];
  }

  get model() {
    return this.#heads.model;
  }

  async *watch(stream) {
    this.#check(stream);
    this.#watching = true;
    const [[camera], [microphone]] = [stream.getVideoTracks(), stream.getAudioTracks()];
    let [pictures, sound] = [null, null];
    try {
      await Promise.all([this.#model.ask("Reset"), this.#teach.ask("Reset")]);
      pictures = camera ? Pictures.of(camera) : null;
      sound = microphone ? await Sound.of(microphone) : null;
      if (sound) await this.#model.ask({ Audio: { sample_rate: sound.context.sampleRate } }, [sound.port]);
      while (stream.getTracks().some(({ readyState }) => readyState === "live")) {
        if (sound && microphone.readyState === "ended") {
          sound.close();
          sound = null;
          await this.#model.ask("NoAudio");
        }
        const picture = pictures ? await pictures.next() : await pause(TICK_MS);
        const answer = await this.#answer(picture);
        if (answer) yield answer;
      }
    } catch (error) {
      // A loop that goes on while everything is closed ends.
      if (!this.#closed) throw error;
    } finally {
      pictures?.close();
      sound?.close();
      this.#watching = false;
      // The next stream begins without the sound of this one; a closed model has forgotten it.
      this.#model.ask("NoAudio").catch(() => {});
    }
  }

  close() {
    this.#closed = true;
    this.#model.close();
    this.#teach.close();
  }

  #check(stream) {
    if (this.#closed) throw new TvltError("This was closed. Open the ZIP again.");
    if (this.#watching) throw new TvltError("A stream is being watched already. End its loop first.");
    if (!(stream instanceof MediaStream)) {
      throw new TvltError("What is to be watched is no MediaStream, as getUserMedia and captureStream give one.");
    }
    if (stream.getTracks().length === 0) {
      throw new TvltError("The stream has neither picture nor sound yet. Wait until the element plays.");
    }
  }

  // What an update shows, with this picture or without any; nothing where there is neither picture nor sound yet.
  async #answer(picture) {
    const [request, objects] = picture ? ["Frame", [picture]] : ["Tick", []];
    const [{ Update: update }, [numbers]] = await this.#model.ask(request, objects);
    if (!update?.features) return null;
    // One buffer of f32: the features of the picture, then those of the sound.
    const { sight, sound } = update.features;
    const parts = [numbers.slice(0, 4 * sight), numbers.slice(4 * sight)].filter(({ byteLength }) => byteLength > 0);
    const [{ Answer: answer }] = await this.#teach.ask({ Look: { sight: sight > 0, sound: sound > 0 } }, parts);
    const { winner: label, unknown, unknown_score: unknownScore, sees, hears } = answer;
    const scores = Object.fromEntries(answer.scores.map(({ label, score }) => [label, score]));
    // The model's own score is about what it was trained on.
    const match = sees === null || hears === null ? null : Number(sees === hears);
    return { label, scores, unknown, unknownScore, sees, hears, match };
  }
}

// A worker of the site. Every request has one answer, also where the worker stops.
class Client {
  #worker;
  #name;
  #last = 0; // Number of the last request.
  #open = new Map(); // The requests without an answer, by their numbers.
  #waiting = []; // What is to be sent once the worker's module runs; afterwards null.
  #fault = null; // Why it has stopped.

  constructor(module, name) {
    this.#name = name;
    try {
      this.#worker = new Worker(beside(`worker-loader.js?module=${module}`));
    } catch (cause) {
      throw new TvltError(sentence(`this browser does not start background workers: ${cause.message}`), { cause });
    }
    this.#worker.onmessage = ({ data }) => this.#take(JSON.parse(data.message), data.payload);
    this.#worker.onmessageerror = () => this.#fail("it sent something unreadable");
    this.#worker.onerror = ({ message }) => this.#fail(message || "check that all of the site's files are there");
  }

  // Sends a request with its objects, of which those in `transfer` are moved; gives the response and its objects.
  ask(request, objects = [], transfer = objects) {
    if (this.#fault) {
      for (const object of objects) object.close?.();
      return Promise.reject(this.#fault);
    }
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      const message = JSON.stringify({ Request: { id, request } });
      const send = () => this.#worker.postMessage({ message, payload: objects }, transfer);
      if (this.#waiting) this.#waiting.push(send);
      else send();
    });
  }

  close = () => this.#fail("it was closed");

  #take(message, payload) {
    if (message.Hello?.version === PROTOCOL_VERSION) {
      for (const send of this.#waiting) send();
      this.#waiting = null;
    } else if (message.Hello) {
      this.#fail("tvlt.js and the files beside it are of different versions; reload the page, or copy them again");
    } else if (message.Response) {
      const { id, result } = message.Response;
      const asked = this.#open.get(id);
      this.#open.delete(id);
      if (!result.Err) asked?.resolve([result.Ok, payload]);
      else asked?.reject(new TvltError(sentence(reason(result.Err))));
    } else if (message.Failed) {
      this.#fail(reason(message.Failed));
    }
  }

  #fail(why) {
    this.#fault ??= new TvltError(sentence(`${this.#name} stopped: ${why}`));
    this.#worker.terminate();
    for (const { reject } of this.#open.values()) reject(this.#fault);
    this.#open.clear();
  }
}

// The words in an error of a worker. It is a name, or { name: what it holds }.
function reason(error) {
  if (typeof error !== "object" || error === null) return `${error}`;
  return error.why ?? reason(Object.values(error)[0]);
}

function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1) + (/[.!?…]$/.test(words) ? "" : ".");
}

// The file that is to be opened.
async function fileOf(zip) {
  if (zip instanceof Blob) return zip;
  if (zip instanceof ArrayBuffer || ArrayBuffer.isView(zip)) return new Blob([zip]);
  if (typeof zip === "string" || zip instanceof URL) return (await get(new URL(zip, document.baseURI))).blob();
  throw new TvltError("What is to be opened is neither an address nor a file.");
}

// Name and files of the model: the one that is asked for, else the one that the classes were taught with, else the
// site's default.
async function modelFiles(asked, taught) {
  const { folder, name } = await modelPlace(asked, taught);
  const names = ["config.json", "preprocessor_config.json", "model.safetensors"];
  const files = await Promise.all(names.map((name) => get(new URL(name, folder))));
  const [config, preprocessor] = await Promise.all(files.slice(0, 2).map((file) => file.text()));
  const weights = await files[2].arrayBuffer();
  // The page names a model with the beginning of its weights' checksum. Browsers have checksums on HTTPS alone.
  const checksum = /^\S+ ([0-9a-f]{16})$/.exec(taught)?.[1];
  if (checksum && crypto.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", weights)).slice(0, 8);
    const found = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (found !== checksum) throw new TvltError(otherModel(name));
  }
  return { config, preprocessor, weights };
}

async function modelPlace(asked, taught) {
  if (asked?.includes("/")) return { folder: new URL(asked.replace(/\/*$/, "/"), document.baseURI), name: asked };
  const index = await (await get(new URL(beside("models/index.json")))).json();
  const id = asked ?? (taught.split(" ")[0] || index.default);
  const path = index.models.find((model) => model.id === id)?.path?.replace(/^\/|\/$/g, "");
  if (!path) {
    const put = 'Put its folder on this host and give its address as the option "model".';
    throw new TvltError(`The site has no model ${id}. ${put}`);
  }
  return { folder: new URL(beside(path.startsWith("models/") ? `${path}/` : `models/${path}/`)), name: id };
}

function otherModel(name) {
  const taught = `These classes were taught with another version of the model ${name}.`;
  return `${taught} Import the ZIP on the page that has this model, and export it again.`;
}

async function get(address) {
  let response;
  try {
    response = await fetch(address, { cache: "no-cache" });
  } catch (cause) {
    throw new TvltError(sentence(`${address} could not be fetched: ${cause.message}. Check the connection`), { cause });
  }
  const isPage = response.headers.get("content-type")?.startsWith("text/html");
  if (response.ok && !isPage) return response;
  const answer = response.ok ? "with a page in its place" : response.status;
  throw new TvltError(`${address} is not there (the host answers ${answer}). Check the address.`);
}

// The pictures of a track. next() waits for a new one, but not long: a still one is given again, as the sound goes on.
// It gives null where there is none. What it gives is to be transferred or closed.
class Pictures {
  #firstBy = performance.now() + FIRST_MS;

  constructor(track) {
    this.track = track;
  }

  static of(track) {
    return "MediaStreamTrackProcessor" in globalThis ? new TrackPictures(track) : new ElementPictures(track);
  }

  isOff() {
    return this.track.muted || this.track.readyState === "ended";
  }

  // Waits for a picture that is newer than the last, if there is a last.
  newer(last, tell) {
    const ms = last ? STILL_MS : Math.max(TICK_MS, this.#firstBy - performance.now());
    return Promise.race([new Promise(tell), pause(ms)]);
  }
}

class TrackPictures extends Pictures {
  #reader;
  #newest = null;
  #isFresh = false;
  #tell = () => {};

  constructor(track) {
    super(track);
    this.#reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 }).readable.getReader();
    this.#read();
  }

  async next() {
    if (!this.#isFresh) await this.newer(this.#newest, (tell) => (this.#tell = tell));
    this.#isFresh = false;
    return this.isOff() || !this.#newest ? null : this.#newest.clone();
  }

  close() {
    this.#reader.cancel().catch(() => {});
  }

  // A newer picture replaces one that nobody has taken; the last is closed when the track ends.
  async #read() {
    for (;;) {
      const { value } = await this.#reader.read().catch(() => ({}));
      this.#newest?.close();
      this.#newest = value ?? null;
      if (!value) return;
      this.#isFresh = true;
      this.#tell();
    }
  }
}

class ElementPictures extends Pictures {
  #video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });

  constructor(track) {
    super(track);
    this.#video.srcObject = new MediaStream([track]);
    // Closing interrupts it, which is no failure.
    this.#video.play().catch(() => {});
  }

  async next() {
    const shows = () => this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !this.isOff();
    await this.newer(shows(), (tell) => this.#video.requestVideoFrameCallback?.(tell));
    // The picture may go while it is taken.
    return shows() ? createImageBitmap(this.#video).catch(() => null) : null;
  }

  close() {
    this.#video.srcObject = null;
  }
}

// The sound of a track, led to a port as chunks of mono PCM.
class Sound {
  #nodes;
  #resume;

  static async of(track) {
    let [context, source] = [null, null];
    const open = (options) => {
      context?.close();
      context = new AudioContext(options);
      source = context.createMediaStreamSource(new MediaStream([track]));
    };
    try {
      try {
        open({ sampleRate: SAMPLE_RATE });
      } catch {
        open(); // Firefox takes a stream only at its own rate; the worker then resamples.
      }
      await context.audioWorklet.addModule(beside("audio-worklet.js"));
      return new Sound(context, source);
    } catch (cause) {
      context?.close();
      throw new TvltError("This browser gives pages no sound. Update it, or watch a stream without sound.", { cause });
    }
  }

  constructor(context, source) {
    const tap = new AudioWorkletNode(context, "pcm-tap");
    // The tap gives silence, but some browsers do not run a node that is connected to nothing.
    source.connect(tap).connect(context.destination);
    const { port1, port2 } = new MessageChannel();
    tap.port.postMessage({ type: "lead", port: port1 }, [port1]);
    this.context = context;
    this.port = port2;
    this.#nodes = [source, tap];
    // Browsers may let no sound run before the first click.
    this.#resume = () => context.resume().catch(() => {});
    for (const gesture of GESTURES) addEventListener(gesture, this.#resume);
    this.#resume();
  }

  close() {
    for (const gesture of GESTURES) removeEventListener(gesture, this.#resume);
    for (const node of this.#nodes) node.disconnect();
    this.context.close().catch(() => {});
  }
}
