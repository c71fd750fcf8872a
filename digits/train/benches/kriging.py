"""How well hidden patches of photographs can be guessed without learning: a yardstick for the model card.

Every held-out photograph of `cargo xtask data` is cut to a square, three quarters of its patches are hidden, and each
hidden pixel is guessed as the linear combination of the visible ones that is best where light at two pixels is the more
alike the nearer they are (kriging; the covariance falls exponentially with the distance, its length was chosen on 25
photographs of the training set). Printed is the squared error over that of the visible pixels' mean, as `tvlt evaluate`
has it. Pictures have half the page's 128 pixels a side, and patches half the size that is named.

    python3 digits/train/benches/kriging.py        # needs numpy and pillow; two minutes
"""

from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 64
VISIBLE = 0.25
# Patch of the page's frame, and the covariance's length in pixels here.
LENGTHS = {16: 256.0, 8: 16.0, 4: 16.0}


def picture(path, rng):
    image = Image.open(path).convert("RGB")
    side = int(min(image.size) * rng.uniform(0.6, 1.0))
    left, top = (int(rng.integers(0, room - side + 1)) for room in image.size)
    square = image.crop((left, top, left + side, top + side)).resize((2 * SIDE, 2 * SIDE), Image.Resampling.BICUBIC)
    return np.asarray(square.resize((SIDE, SIDE), Image.Resampling.BOX), float).reshape(-1, 3) / 127.5 - 1


def error_over_mean(paths, patch, length):
    rows, columns = (axis.ravel() for axis in np.mgrid[:SIDE, :SIDE])
    places = np.stack([rows, columns], 1).astype(float)
    across = SIDE // patch
    patch_of = rows // patch * across + columns // patch
    covariance = lambda a, b: np.exp(-np.linalg.norm(a[:, None] - b[None], axis=-1) / length)
    guessed = by_mean = 0.0
    for number, path in enumerate(paths):
        rng = np.random.default_rng(number)
        pixels = picture(path, rng)
        shown = np.isin(patch_of, rng.permutation(across**2)[: round(VISIBLE * across**2)])
        seen, hidden = places[shown], places[~shown]
        mean = pixels[shown].mean(0)
        weights = np.linalg.solve(covariance(seen, seen) + 1e-3 * np.eye(len(seen)), pixels[shown] - mean)
        guess = mean + covariance(hidden, seen) @ weights
        guessed += ((guess - pixels[~shown]) ** 2).sum()
        by_mean += ((mean - pixels[~shown]) ** 2).sum()
    return guessed / by_mean


def main():
    paths = sorted(Path("data/heldout/photos").glob("*.jpg"))
    if not paths:
        raise SystemExit("no photographs: run `cargo xtask data` first, and this in the repository's top folder")
    for patch, length in LENGTHS.items():
        error = error_over_mean(paths, patch // 2, length)
        print(f"patches of {patch} x {patch}: {error:.3f} of the mean's error, {len(paths)} photographs", flush=True)


main()
