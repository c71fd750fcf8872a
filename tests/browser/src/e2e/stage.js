// A camera and a microphone whose scene a test chooses, in place of the browser's fake ones: pageHooks.stage("disc").
(() => {
  const scenes = { empty: null, disc: 440, bars: 2200, cross: 1100, checks: 4000 };
  let scene = "empty";
  let gain = null;
  let oscillator = null;

  pageHooks.stage = (name) => {
    scene = name;
    if (gain) gain.gain.value = scenes[scene] ? 0.3 : 0;
    if (oscillator && scenes[scene]) oscillator.frequency.value = scenes[scene];
  };

  // A short loud sound; the scene stays.
  pageHooks.clap = () => {
    oscillator.frequency.value = 900;
    gain.gain.value = 0.5;
    setTimeout(() => pageHooks.stage(scene), 200);
  };

  const draw = (context, time) => {
    const { width, height } = context.canvas;
    context.fillStyle = "#777";
    context.fillRect(0, 0, width, height);
    // A little movement, as no hand is still.
    const shift = 30 * Math.sin(time / 400);
    context.fillStyle = "#fff";
    context.beginPath();
    if (scene === "disc") context.arc(width / 2 + shift, height / 2, height / 3, 0, 7);
    if (scene === "cross") {
      context.rect(width / 2 - 45 + shift, 40, 90, 400);
      context.rect(width / 2 - 200 + shift, height / 2 - 45, 400, 90);
    }
    if (scene === "checks") {
      for (let at = 0; at < 40; at += 2) context.rect(80 * (at % 8) + 40 * (Math.floor(at / 8) % 2), 80 * Math.floor(at / 8), 40, 40);
    }
    if (scene === "bars") for (let at = 0; at < 5; at += 1) context.rect(60 + 110 * at + shift, 40, 50, 400);
    context.fill();
  };

  const camera = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = canvas.getContext("2d");
    draw(context, 0);
    setInterval(() => draw(context, performance.now()), 50);
    return canvas.captureStream(20).getTracks();
  };

  const microphone = () => {
    const context = new AudioContext();
    oscillator = new OscillatorNode(context, { type: "sawtooth" });
    gain = new GainNode(context, { gain: 0 });
    const target = context.createMediaStreamDestination();
    oscillator.connect(gain).connect(target);
    oscillator.start();
    pageHooks.stage(scene);
    return target.stream.getTracks();
  };

  navigator.mediaDevices.getUserMedia = async ({ video, audio }) => {
    const tracks = [video ? camera() : [], audio ? microphone() : []].flat();
    const stream = new MediaStream(tracks);
    pageHooks.streams.push(stream);
    return stream;
  };

  // What the page saves goes to the test, not to a folder.
  const { click } = HTMLAnchorElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) return click.call(this);
    pageHooks.saved = fetch(this.href).then(async (file) => ({ name: this.download, file: await file.blob() }));
  };

  // Puts what was saved into a file picker, as a person would.
  pageHooks.choose = async (selector) => {
    const { name, file } = await pageHooks.saved;
    const transfer = new DataTransfer();
    transfer.items.add(new File([file], name, { type: "application/zip" }));
    const input = document.querySelector(selector);
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // Holds a button for a while.
  pageHooks.hold = async (selector, milliseconds) => {
    const button = document.querySelector(selector);
    const happens = (kind) =>
      button.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, button: 0, pointerId: 1 }));
    happens("pointerdown");
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    happens("pointerup");
  };

  // The number of samples of a class; 0 where there is no such class.
  pageHooks.samples = (name) =>
    Number(document.querySelector(`#teach-classes > li[data-name="${name}"]`)?.dataset.count ?? 0);
})();
