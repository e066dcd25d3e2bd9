"""Enough data: with more points the held-out loss falls fast, then slowly, until only the noise is left.

Alt: One curve swings off a wave where it has no points; then a bundle of curves, each fitted to its own points, wild at {second:.0f} points
and drawn together to the wave at {n.last:.0f}. Beside it a column of dots for each number of points, the losses of the fits: high and
wide at first, then on a green block, the noise.

{seeds} people collect points of the same noisy wave, each their own, and fit a polynomial of degree {degree} by {steps} steps of
descent at learning rate {lr}. At the left the wave itself is a broad green curve. One fit is bold, among the points that it learnt from,
grey with blue rims; green sticks are their noise, the way to the wave, and the ground between this fit and the wave is red. At first it
is alone; from {second:.0f} points on the fits of all others are there, faint. All are tested on the same {held_out} new points. At the
right, by the number of points, with logarithmic scales: a grey dot for the held-out loss of each fit, a dark line through the middle
ones, and a red dot for the bold fit, on a red bar. It stands on a green block that ends at {floor:.3f}, what the wave itself scores: the
noise, which no curve can foretell.

With {n.first:.0f} points the bold curve bends to nearly meet each of its points, noise included, and swings off the wave where it has
none: the widest such stretch is tinted. Others, with other points, swing elsewhere. In the middle the held-out loss is
{median.first:.2f}, but for a tenth of the people it is above {high.first:.2f}. Twice as many points take {gain_first:.0%} off the middle
one: where points lie above and below the wave, a curve can no longer follow each of them, the red ground closes, and the bundle narrows.
With {enough:.0f} points, ringed, the middle loss is less than a tenth above the noise. {n.last:.0f} points come down to
{median.last:.3f}; the last doubling takes off {gain_last:.1%}. The points are as far from the wave as before.
"""

import torch

from scenes.shared import polynomials
from scenes.shared.enough_parts import bundle, losses_by_size, own_points
from scenes.shared.polynomial_parts import curve, curve_heights
from scenes.shared.size_fits import fits_by_size
from scenes.studio.run.descend import mse
from scenes.studio.run.scene import Scene, first
from scenes.studio.words import say

SIZES = [round(8 * 2 ** (half / 2)) for half in range(17)]  # 8, 11, 16, … 2048: every other one is a doubling


class EnoughData(Scene):
    """The same fit on more and more points, for many seeds at once; a row is a number of points."""

    lr: float
    steps: int = 500
    degree: int = 5
    seeds: int = 100
    held_out: int = 2000

    bounds = {"seeds": (1, 1000), "held_out": (1, 10_000)}
    readouts = {"median": "loss of the middle fit", "low": "one in ten below", "high": "one in ten above"}
    poster = 2  # its question compares the last doubling with the first
    times = [900] * 6 + [500] * 2 + [300]
    counter = "{n} points"

    def __post_init__(self):
        super().__post_init__()
        polynomials.check_degree(self.degree, SIZES[0])

    def data(self):
        """x and y (seeds, points), a row for each person; the first n of a row are those of a collection of n."""
        rng = torch.Generator().manual_seed(self.seed)
        x = torch.empty(self.seeds, SIZES[-1]).uniform_(-1, 1, generator=rng)
        return x, torch.sin(3 * x) + 0.3 * torch.randn(x.shape, generator=rng)

    def held_out_data(self):
        return polynomials.noisy_sine(1, self.held_out, self.seed)[1]

    def frame_rows(self, last):
        return sorted({*range(min(7, last)), *range(min(8, last), last, 2), last})  # hardly anything happens in half a doubling later on

    def train(self):
        held_x, held_y = self.held_out_data()
        features = polynomials.legendre(held_x, self.degree)
        fits = fits_by_size(self.data(), SIZES, self.degree, self.lr, self.steps)
        for n, a, loss in zip(SIZES, *fits, strict=True):
            val_losses = ((a @ features.T - held_y) ** 2).mean(1)
            low, median, high = val_losses.quantile(torch.tensor([0.1, 0.5, 0.9]))
            yield {"loss": loss.mean(), "n": n, "fits": a, "val_losses": val_losses, "low": low, "median": median, "high": high}

    @property
    def floor(self):
        """The held-out loss of the wave itself: the noise."""
        held_x, held_y = self.held_out_data()
        return float(mse(torch.sin(3 * held_x), held_y))

    def facts(self, trace):
        facts, median = {"floor": self.floor, "second": SIZES[1]}, trace.median
        if len(trace) > 2:
            facts |= {"gain_first": float(1 - median[2] / median[0]), "gain_last": float(1 - median[-1] / median[-3])}
        enough = first(median < 1.1 * self.floor)
        return facts | ({} if enough is None else {"enough": SIZES[enough], "enough_loss": median[enough]})

    def story(self, trace):
        enough, last = first(trace.median < 1.1 * self.floor), "hardly better than {enough_loss:.3f} at {enough}"
        return {
            0: "How many points until a fit finds the wave?",
            1: "{seeds} fits swing, each where it has few points",
            4: "More points hold the fit: the misses close",
            enough: "From {n:.0f} points on: hardly above the noise, {floor:.3f}",
            -1: "{n:.0f} points: {median:.3f}, " + ("the wave itself has {floor:.3f}" if enough is None else last),
        }

    def draw(self, trace, stage):
        who = int(trace.val_losses[1].argsort()[round(0.92 * (self.seeds - 1))])  # one that has little luck at first
        (x, y), enough = self.data(), first(trace.median < 1.1 * self.floor)
        title, others = say("fits of degree {degree}, each to points of its own", degree=self.degree), 1  # from this row on
        story, losses = stage.panels(title, say("loss on {n} new points (log scale)", n=self.held_out))
        return [
            bundle(stage, story, curve_heights(trace.fits), others),
            own_points(stage, story, x[who], y[who], SIZES, trace.fits[:, who]),
            curve(stage, story, trace.fits[:, who], width=5),
            losses_by_size(stage, losses, SIZES, trace.val_losses, who, self.floor, enough, others),
        ]


scene = EnoughData(lr=0.1)
