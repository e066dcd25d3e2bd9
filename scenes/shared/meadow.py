"""A picture of few pixels that can be recognised: a sun over a meadow."""

import torch

SKY, MEADOW, SUN = (90, 160, 230), (90, 170, 70), (240, 220, 60)  # red, green, blue


def meadows(images: int, rows: int, columns: int, seed: int) -> torch.Tensor:
    """Pictures (images, rows, columns, 3) of whole numbers from 0 to 255, a little uneven; the sun moves on from each to the next."""
    pictures = torch.tensor(SKY).repeat(images, rows, columns, 1)
    pictures[:, -1] = torch.tensor(MEADOW)
    for i in range(images):
        pictures[i, 0, (2 + i) % columns] = torch.tensor(SUN)
    return pictures + torch.randint(-15, 16, pictures.shape, generator=torch.Generator().manual_seed(seed))
