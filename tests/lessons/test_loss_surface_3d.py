"""What loss_surface_3d claims, on its trace."""

import numpy as np
import pytest

from scenes.loss_surface_3d import scene
from scenes.shared.bowl import surface

TRACE = scene.run()
X, Y = (values.double().numpy() for values in scene.data())
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * X.T @ X / len(X))
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def test_the_drawn_surface_is_the_mean_squared_error_wherever_it_stands():
    heights = np.linspace(BEST_LOSS, 15, 7)
    slopes, intercepts = surface(*scene.data(), heights)
    errors = slopes[..., None] * X[:, 0] + intercepts[..., None] - Y
    np.testing.assert_allclose((errors**2).mean(axis=-1), np.broadcast_to(heights[:, None], slopes.shape), rtol=1e-4)


def test_the_ball_goes_the_way_of_the_closed_form_and_its_height_is_the_loss():
    steps = np.arange(scene.steps + 1)[:, None]
    way = BEST + DIRECTIONS.T @ ([-1, 1] - BEST) * (1 - scene.lr * CURVATURES) ** steps @ DIRECTIONS.T
    np.testing.assert_allclose(TRACE.a, way, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(TRACE.loss, ((X @ way.T - Y[:, None]) ** 2).mean(axis=0), rtol=1e-3)


def test_every_step_goes_down_and_is_shorter_than_the_last_at_the_same_rate():
    lengths = np.linalg.norm(np.diff(TRACE.a, axis=0), axis=1)
    assert (np.diff(TRACE.loss) < 0).all()
    assert (np.diff(lengths) < 0).all()
    np.testing.assert_allclose(lengths, scene.lr * np.linalg.norm(TRACE.grad[:-1], axis=1), rtol=1e-3)


def test_the_bottom_of_the_bowl_lies_above_zero():
    assert scene.best_fit["best_loss"] == pytest.approx(BEST_LOSS)
    assert 0 < BEST_LOSS < TRACE.loss[-1]
