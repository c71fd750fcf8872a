// Runs before any script of a tested page, and lets tests see what a person would not.
(() => {
  const hooks = { streams: [], contexts: [], longTasks: [], clickedAt: null, answeredAt: null };
  Object.defineProperty(window, "pageHooks", { value: hooks });

  // Every stream the page ever got: whether its tracks ended tells whether devices were released.
  const media = navigator.mediaDevices;
  if (media) {
    const getUserMedia = media.getUserMedia.bind(media);
    media.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      hooks.streams.push(stream);
      return stream;
    };
  }
  // As if a device were pulled out: no command of a browser does that, but to the page it is this event.
  hooks.unplug = (kind) => {
    for (const track of hooks.tracks()) {
      if (track.kind !== kind || track.readyState === "ended") continue;
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  };
  // As if a shutter were closed, or opened again: the track says so, and keeps what it last gave.
  hooks.mute = (kind, muted) => {
    for (const track of hooks.tracks()) {
      if (track.kind !== kind || track.readyState === "ended") continue;
      Object.defineProperty(track, "muted", { configurable: true, get: () => muted });
      track.dispatchEvent(new Event(muted ? "mute" : "unmute"));
    }
  };
  // Every sound processing the page ever began; a call or a lock screen suspends it.
  const { AudioContext } = window;
  window.AudioContext = class extends AudioContext {
    constructor(...options) {
      super(...options);
      hooks.contexts.push(this);
    }
  };
  hooks.tracks = () => hooks.streams.flatMap((stream) => stream.getTracks());

  // Tasks of the main thread that took 50 ms or longer.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) hooks.longTasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });

  // When the person clicked a source, and when the first class with a score was there after it.
  const answered = new MutationObserver(() => {
    if (hooks.clickedAt === null || !(hooks.predictions()[0]?.[1] > 0)) return;
    hooks.answeredAt = performance.now();
    answered.disconnect();
  });
  answered.observe(document, { subtree: true, childList: true, attributes: true });
  addEventListener("click", () => (hooks.clickedAt ??= performance.now()), true);

  // What a canvas shows: its size, a hash of its pixels, how many colours it has (up to 64), and the share of its
  // pixels that are transparent, as hidden patches are.
  hooks.canvas = (id) => {
    const canvas = document.getElementById(id);
    if (!canvas || !canvas.width || !canvas.height) return { width: 0, height: 0, hash: 0, colours: 0, transparent: 0 };
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext("2d");
    context.drawImage(canvas, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, copy.width, copy.height).data.buffer);
    const colours = new Set();
    let hash = 2166136261;
    let transparent = 0;
    for (const pixel of pixels) {
      hash = Math.imul(hash ^ pixel, 16777619);
      if (colours.size < 64) colours.add(pixel);
      if (pixel >>> 24 === 0) transparent += 1;
    }
    const { width, height } = canvas;
    return { width, height, hash: hash >>> 0, colours: colours.size, transparent: transparent / pixels.length };
  };

  // The page's button with these words.
  hooks.button = (words) =>
    [...document.querySelectorAll("button")].find((button) => button.textContent.includes(words));

  hooks.predictions = () =>
    [...document.querySelectorAll("#predictions li")].map((item) => [
      item.dataset.label,
      parseFloat(item.dataset.score),
    ]);
})();
