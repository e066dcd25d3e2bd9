"""What loss_surface_3d claims, on its trace."""

import numpy as np
import pytest
from drawn import run

from scenes.loss_surface_3d import scene
from scenes.shared.bowl import surface

TRACE = run("loss_surface_3d")
X, Y = (values.double().numpy() for values in scene.data())
CURVATURES, DIRECTIONS = np.linalg.eigh(2 * X.T @ X / len(X))
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def test_the_drawn_surface_is_the_mean_squared_error_wherever_it_stands():
    heights = np.linspace(BEST_LOSS, 15, 7)
    slopes, intercepts = surface(*scene.data(), heights)
    errors = slopes[..., None] * X[:, 0] + intercepts[..., None] - Y
    np.testing.assert_allclose((errors**2).mean(axis=-1), np.broadcast_to(heights[:, None], slopes.shape), rtol=1e-4)


def closed_form(kept):
    """Descent from the long axis of the bowl that adds so much of its last step: the textbook recurrence, in float64."""
    flat = DIRECTIONS[:, 0] * np.sign(DIRECTIONS[:, 0] @ ([-1, 1] - BEST))
    ways = [BEST + flat * np.linalg.norm([-1, 1] - BEST)]
    last = np.zeros(2)
    for _ in range(scene.steps):
        last = kept * last - scene.lr * (DIRECTIONS * CURVATURES) @ DIRECTIONS.T @ (ways[-1] - BEST)
        ways.append(ways[-1] + last)
    return np.array(ways)


def of(rolls, name):
    return TRACE.series[name][TRACE.rolls == rolls].astype(float)


@pytest.mark.parametrize(("rolls", "kept"), [(0, 0), (1, scene.kept)])
def test_each_ball_goes_the_way_of_the_closed_form_and_its_height_is_the_loss(rolls, kept):
    way = closed_form(kept)
    np.testing.assert_allclose(of(rolls, "a"), way, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(of(rolls, "loss"), ((X @ way.T - Y[:, None]) ** 2).mean(axis=0), rtol=1e-3)
    np.testing.assert_allclose(of(rolls, "speed")[1:], kept * np.diff(way, axis=0), atol=1e-3)


def test_descent_settles_at_the_bottom_where_the_rolling_ball_passes_and_climbs():
    away = (of(1, "a") - BEST) @ DIRECTIONS[:, 0]
    assert max(away[0] * away) > 0 > min(away[0] * away)
    low, high = scene.passed(TRACE)
    start = TRACE.loss[0]
    assert TRACE.loss[low] < 0.1 * start
    assert TRACE.loss[high] > 0.5 * start
    assert TRACE.loss[high] > TRACE.loss[high - 1]
    assert TRACE.loss[high] > TRACE.loss[high + 1]
    assert of(0, "loss")[-1] - BEST_LOSS < 0.01 * (start - BEST_LOSS)


def test_every_step_goes_down_and_is_shorter_than_the_last_at_the_same_rate():
    lengths = np.linalg.norm(np.diff(of(0, "a"), axis=0), axis=1)
    assert (np.diff(of(0, "loss")) < 0).all()
    assert (np.diff(lengths) < 0).all()
    np.testing.assert_allclose(lengths, scene.lr * np.linalg.norm(of(0, "grad")[:-1], axis=1), rtol=1e-3)


def test_the_bottom_of_the_bowl_lies_above_zero():
    assert scene.best_fit["best_loss"] == pytest.approx(BEST_LOSS)
    assert 0 < BEST_LOSS < TRACE.loss.min()
