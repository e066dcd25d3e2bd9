"""Truths that the project did not compute: closed forms in float64 with numpy, and the contrast of WCAG."""

import numpy as np
from matplotlib.colors import to_rgb


def hessian(features):
    """Of the mean squared error of features @ a: 2·XᵀX/n."""
    features = np.asarray(features, float)
    return 2 * features.T @ features / len(features)


def best_fit(features, y):
    """The least-squares parameters, and their mean squared error."""
    features, y = np.asarray(features, float), np.asarray(y, float)
    best = np.linalg.lstsq(features, y, rcond=None)[0]
    return best, ((features @ best - y) ** 2).mean()


def descent(features, y, guess, lr, steps):
    """Rows 0 … steps of gradient descent on the mean squared error: a_t = a* + (I − lr·H)^t (a_0 − a*)."""
    best, _ = best_fit(features, y)
    shrink, axes = np.linalg.eigh(np.eye(len(best)) - lr * hessian(features))
    powers = shrink ** np.arange(steps + 1)[:, None]
    return best + (powers * (axes.T @ (guess - best))) @ axes.T


def contrast(one, other):
    """By the formula of WCAG 2."""

    def luminance(colour):
        channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return np.dot([0.2126, 0.7152, 0.0722], channels)

    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)
