"""What the speech network makes of recorded words.

    listen.py MODELS FOLDER OUT < PATHS

MODELS has melspectrogram.tflite and embedding_model.tflite of openWakeWord. PATHS are WAV files in FOLDER, one a line.
OUT becomes a safetensors file: "features" (float32, one row a file), and the files' paths in its metadata. A row is the
mean and the standard deviation of the network's 96 numbers over windows of 0.76 seconds, 0.16 seconds apart, from
0.4 seconds before the word to 0.4 seconds after it, so that it does not matter where a window begins.
"""

import json
import multiprocessing
import os
import struct
import sys
import wave

import numpy as np
import soxr
from ai_edge_litert.interpreter import Interpreter

RATE = 16_000
MARGIN = int(0.4 * RATE)
WINDOW = 76  # rows of the spectrogram, 10 ms each
STEP = 16
LONGEST = 3 * RATE


def word(path):
    """A recording at 16 kHz without the silence at its ends, as loud as 16-bit speech."""
    with wave.open(path) as file:
        width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
        data = file.readframes(file.getnframes())
    if width == 1:
        samples = np.frombuffer(data, np.uint8).astype(np.float32) - 128
    elif width == 2:
        samples = np.frombuffer(data, "<i2").astype(np.float32)
    elif width == 4:
        samples = np.frombuffer(data, "<i4").astype(np.float32)
    else:
        raise ValueError(f"{path}: samples of {width} bytes")
    samples = samples.reshape(-1, channels).mean(1)
    heard = np.flatnonzero(np.abs(samples) > 0.005 * np.abs(samples).max(initial=1e-9))
    if heard.size == 0:
        return np.zeros(RATE // 2, np.float32)
    samples = samples[heard[0] : heard[-1] + 1]
    samples = soxr.resample(samples / np.abs(samples).max(), rate, RATE)[:LONGEST]
    return (samples * 20_000).astype(np.float32)


class Listener:
    def __init__(self, models):
        self.mel = Interpreter(os.path.join(models, "melspectrogram.tflite"), num_threads=1)
        self.network = Interpreter(os.path.join(models, "embedding_model.tflite"), num_threads=1)

    @staticmethod
    def ask(network, values):
        place = network.get_input_details()[0]["index"]
        if tuple(network.get_input_details()[0]["shape"]) != values.shape:
            network.resize_tensor_input(place, values.shape)
            network.allocate_tensors()
        network.set_tensor(place, values)
        network.invoke()
        return network.get_tensor(network.get_output_details()[0]["index"])

    def features(self, path):
        pcm = word(path)
        # A length that few words share would make the networks lay out their memory anew for each word.
        whole = -(-(len(pcm) + 2 * MARGIN) // 2560) * 2560
        padded = np.zeros(whole, np.float32)
        start = (whole - len(pcm)) // 2
        padded[start : start + len(pcm)] = pcm
        # Silence to the last digit does not occur in what the network was trained on.
        padded += np.random.default_rng(len(pcm)).normal(0, 10, whole).astype(np.float32)
        rows = self.ask(self.mel, padded[None]).reshape(-1, 32) / 10 + 2
        starts = range(0, len(rows) - WINDOW + 1, STEP)
        windows = np.stack([rows[at : at + WINDOW] for at in starts])[..., None]
        numbers = self.ask(self.network, windows.astype(np.float32)).reshape(len(windows), -1)
        return np.concatenate([numbers.mean(0), numbers.std(0)])


LISTENER = None


def start(models):
    global LISTENER
    LISTENER = Listener(models)


def features(path):
    return LISTENER.features(path)


def main():
    models, folder, out = sys.argv[1:]
    paths = sys.stdin.read().splitlines()
    with multiprocessing.Pool(os.cpu_count(), start, [models]) as pool:
        rows = []
        for row in pool.imap(features, [os.path.join(folder, path) for path in paths], chunksize=32):
            rows.append(row)
            if len(rows) % 5000 == 0:
                print(f"data: {len(rows)} of {len(paths)} words listened to", flush=True)
    values = np.stack(rows).astype("<f4")
    header = json.dumps(
        {
            "__metadata__": {"files": json.dumps(paths)},
            "features": {"dtype": "F32", "shape": list(values.shape), "data_offsets": [0, values.nbytes]},
        }
    ).encode()
    header += b" " * (-len(header) % 8)
    with open(out + ".partial", "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + values.tobytes())
    os.replace(out + ".partial", out)


if __name__ == "__main__":
    main()
