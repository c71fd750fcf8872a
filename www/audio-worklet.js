// Runs on the browser's audio thread: mixes what it hears to mono, gathers chunks, and posts each to
// the port it was given last, straight to the worker that runs. A chunk is a Float32Array whose buffer
// is transferred. Messages to it: { type: "lead", port } and { type: "let-go" }.

const CHUNK = 2048; // samples: 46 ms at 44.1 kHz, well below the time of an update

class PcmTap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.target = null;
    this.chunk = new Float32Array(CHUNK);
    this.filled = 0;
    this.port.onmessage = ({ data }) => {
      // One worker runs at a time: the one before gets no sound any more.
      this.target?.close();
      this.target = data.type === "lead" ? data.port : null;
    };
  }

  process([channels]) {
    // No channels: nothing is connected, or the source stands still.
    if (channels.length === 0) return true;
    const samples = channels[0].length;
    for (let i = 0; i < samples; i += 1) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.chunk[this.filled] = sum / channels.length;
      this.filled += 1;
      if (this.filled === CHUNK) this.post();
    }
    return true;
  }

  post() {
    if (this.target) {
      const copy = this.chunk.slice();
      this.target.postMessage(copy, [copy.buffer]);
    }
    this.filled = 0;
  }
}

registerProcessor("pcm-tap", PcmTap);
