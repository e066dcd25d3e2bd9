"""Overfitting: the curve learns the noise of its few points, and gets worse where it was not trained.

Alt: A curve of degree {degree} first follows the gentle wave in its {points} points, then bends through each of them with
spikes at the ends. The training loss falls all the way; the held-out loss falls, turns and climbs.

A polynomial of degree {degree} is fitted by gradient descent to {points} noisy points of a gentle wave. The frames lie further and
further apart, because the interesting things happen first. The training loss goes down from {loss.first:.2f} to
{loss.last:.4f}, all the way. The loss on held-out points, which the descent never sees, goes down to
{val_loss.min:.3f} and then up again to {val_loss.last:.2f}: from there on the curve learns what is accident in its points. A straight
line, too simple for the wave, stays at {line_val_loss:.2f} on the held-out points, better than the bent curve at its end.
"""

from scenes.shared.polynomial_fit import PolynomialFit

scene = PolynomialFit(lr=0.4)
