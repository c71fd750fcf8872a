"""Writes what `cargo xtask bench --base DIR` compares on: a model of TVLT-base's size with random
weights, as Hugging Face saves it and as ONNX.

    pip install torch==2.4.1 transformers==4.40.2 "numpy<2" safetensors onnx
    python export.py DIR

DIR gets a folder for each clip, named after its number of tokens: config.json, model.safetensors
(encoder and classes) and preprocessor_config.json, which makes the live page's clip that long; then
inputs.safetensors, expected.safetensors (`last_hidden_state` by PyTorch) and encoder.onnx (the same
encoder in f32; `pixel_values` and `audio_values` in, `last_hidden_state` out). That takes 1.4 GB.
Everything comes from a seed, so a second run writes the same numbers.
"""

import argparse
import json
import pathlib
import warnings

import torch
from safetensors.torch import save_file
from transformers import (
    TvltConfig,
    TvltFeatureExtractor,
    TvltForAudioVisualClassification,
    TvltImageProcessor,
)

OPSET = 17
# Side of the one frame, and spectrogram rows: the live page's clip, and one small enough for a GPU
# that is emulated. Only the number of positions depends on the side, none of the layers.
CLIPS = ((224, 176), (64, 16))


class Encoder(torch.nn.Module):
    """Two tensors in, one out, as an ONNX graph has them."""

    def __init__(self, tvlt):
        super().__init__()
        self.tvlt = tvlt

    def forward(self, pixel_values, audio_values):
        return self.tvlt(pixel_values, audio_values).last_hidden_state


def random_model(side, seed):
    """Weights spread so that every layer matters; Hugging Face's own start near zero, and the
    positions at it."""
    generator = torch.Generator().manual_seed(seed)
    with torch.device("meta"):
        model = TvltForAudioVisualClassification(TvltConfig(image_size=side, num_labels=2))
    model = model.to_empty(device="cpu").eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            spread = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() in (2, 4):
                spread *= 1 / parameter[0].numel() ** 0.5
            elif "layernorm" in name and name.endswith("weight"):
                spread = 1 + 0.1 * spread
            else:
                spread *= 0.1
            parameter.copy_(spread)
    return model


def random_clip(side, rows, mels, seed):
    """One frame and so many rows, over the whole range of values."""
    generator = torch.Generator().manual_seed(seed)
    shapes = {"pixel_values": (1, 1, 3, side, side), "audio_values": (1, 1, rows, mels)}
    return {name: torch.rand(shape, generator=generator) * 2 - 1 for name, shape in shapes.items()}


def write(directory, side, rows, seed):
    """The folder of one clip."""
    model = random_model(side, seed)
    encoder = Encoder(model.tvlt).eval()
    inputs = random_clip(side, rows, model.config.frequency_length, seed + 1)
    with torch.no_grad():
        expected = encoder(**inputs)
    directory = directory / str(expected.shape[1])
    model.save_pretrained(directory)
    frames = TvltImageProcessor(size={"shortest_edge": side}, crop_size={"height": side, "width": side})
    sound = TvltFeatureExtractor(spectrogram_length=rows)
    # Saved one after the other, as `TvltProcessor` does, the second would take the first's place.
    settings = json.dumps({**frames.to_dict(), **sound.to_dict()}, indent=2)
    (directory / "preprocessor_config.json").write_text(settings)
    save_file(inputs, directory / "inputs.safetensors")
    save_file({"last_hidden_state": expected}, directory / "expected.safetensors")
    # What the shapes decide is the same for every run of a graph of one length.
    warnings.simplefilter("ignore", torch.jit.TracerWarning)
    torch.onnx.export(
        encoder,
        tuple(inputs.values()),
        str(directory / "encoder.onnx"),
        input_names=list(inputs),
        output_names=["last_hidden_state"],
        opset_version=OPSET,
    )
    print(f"{directory}: {expected.shape[1]} tokens, largest value {expected.abs().max():.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for side, rows in CLIPS:
        write(arguments.directory, side, rows, arguments.seed)


if __name__ == "__main__":
    main()
