// Runs on the browser's audio thread: mixes what it hears to mono, gathers chunks, and posts each to
// every port it was given, straight to the workers. A chunk is a Float32Array whose buffer is
// transferred. Messages to it: { type: "add", port } and { type: "remove-all" }.

const CHUNK = 2048; // samples: 46 ms at 44.1 kHz, well below the time of an update

class PcmTap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.ports = [];
    this.chunk = new Float32Array(CHUNK);
    this.filled = 0;
    this.port.onmessage = ({ data }) => {
      if (data.type === "add") {
        this.ports.push(data.port);
      } else if (data.type === "remove-all") {
        for (const port of this.ports) port.close();
        this.ports = [];
      }
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
    for (const port of this.ports) {
      const copy = this.chunk.slice();
      port.postMessage(copy, [copy.buffer]);
    }
    this.filled = 0;
  }
}

registerProcessor("pcm-tap", PcmTap);
