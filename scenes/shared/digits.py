"""Pictures of digits in the project's typeface, and sets of them with their labels."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from torch.nn.functional import pad

from scenes.studio.draw.theme import FONTS

SIDE, FINER = 28, 8  # pixels of a picture; the finer grid on which its ink is counted
WEIGHTS = "ExtraLight", "Light", "Regular", "Semibold", "Bold", "Black"


@cache
def rasterise(digit: int, weight: str, size: float, right: float = 0, down: float = 0) -> NDArray[np.uint8]:
    """A digit as (28, 28) whole numbers from 0, paper, to 255, ink; `size` and the shifts are in pixels."""
    font = ImageFont.truetype(FONTS / f"SourceSansPro-{weight}.ttf", size * FINER, layout_engine=ImageFont.Layout.BASIC)
    picture = Image.new("L", (SIDE * FINER, SIDE * FINER))
    middle = SIDE * FINER / 2
    ImageDraw.Draw(picture).text((middle + right * FINER, middle + down * FINER), str(digit), 255, font, anchor="mm")
    return np.asarray(picture.reduce(FINER))


def labelled_digits(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """n pictures (n, 784) of numbers from 0 to 1 in random weights, sizes and places, and their digits (n,)."""
    rng = torch.Generator().manual_seed(seed)
    digits, weights = torch.randint(0, 10, (n,), generator=rng), torch.randint(0, len(WEIGHTS), (n,), generator=rng)
    size, right, down = 26 + 8 * torch.rand(n, generator=rng), *(4 * torch.rand(2, n, generator=rng) - 2)
    drawn = zip(digits.tolist(), weights.tolist(), size.tolist(), right.tolist(), down.tolist(), strict=True)
    pictures = [rasterise(digit, WEIGHTS[weight], *place) for digit, weight, *place in drawn]
    return torch.tensor(np.stack(pictures)).flatten(1) / 255, digits


def moved(picture: torch.Tensor, most: int = 3) -> Iterator[tuple[int, torch.Tensor]]:
    """A picture (784,) moved to a side by so many pixels, to the right if more than 0, at `most`: the least moves first."""
    for by in sorted(range(-most, most + 1), key=abs):
        yield by, pad(picture.view(SIDE, SIDE), (by, -by)).flatten()
