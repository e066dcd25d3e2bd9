"""Runs on the ground of a saddle, whose loss is the mean of those of a few points."""

import torch

from scenes.studio.run.scene import Scene

POINTS, BATCH = 12, 3
START = (-1.5, 0.0)


def saddle_loss(along, across):
    """1 + x²/2 along the ridge, and across it −y²/2 + y⁴/16: the ridge falls to (0, 0) from both ends, the valleys lie at y = ±2."""
    return 1 + along**2 / 2 - across**2 / 2 + across**4 / 16


class RidgeRuns(Scene):
    """Runs that begin on the ridge. For each point the ground is tilted across it, by up to `noise`; together these tilts cancel."""

    lr: float
    noise: float = 1.0
    seed: int = 165

    def many_runs(self, steps, noise, momentum=0.0, start=START):
        """Rows of runs from one place, each on random points that tilt its ground by up to its `noise` (n,): their places `swarm` (n, 2),
        the `tilts` (n, 3) of the points drawn, and the `pushes` by which these move the next step. Of the first also `a`, (along, across),
        its `loss` and its `grad`.
        """
        rng = torch.Generator().manual_seed(self.seed)
        swarm = torch.tensor(start).repeat(len(noise), 1).requires_grad_()
        sgd = torch.optim.SGD([swarm], lr=self.lr, momentum=momentum)
        for _ in range(steps + 1):
            sgd.zero_grad()
            losses = saddle_loss(*swarm.T)
            losses.sum().backward()
            grad, push = torch.as_tensor(swarm.grad), torch.zeros(len(noise), 2)
            drawn = torch.stack([torch.linspace(-1, 1, POINTS)[torch.randperm(POINTS, generator=rng)[:BATCH]] for _ in noise])
            tilts = torch.tensor(noise)[:, None] * drawn
            push[:, 1] = tilts.mean(1)
            now, slopes = swarm.detach().clone(), grad.clone()
            row = {"loss": losses[0], "a": now[0], "grad": slopes[0], "swarm": now}
            yield row | {"slopes": slopes, "tilts": tilts, "pushes": -self.lr * push}
            grad += push
            sgd.step()
