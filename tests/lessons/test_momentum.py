"""What momentum claims, on its trace."""

import numpy as np
import pytest
import torch
from drawn import run

from scenes.momentum import scene
from scenes.shared.line_fit import LineFit
from scenes.studio.run.descend import descend, mse

TRACE = run("momentum")
X, Y = (values.double().numpy() for values in scene.data())
HESSIAN = 2 * X.T @ X / len(X)
BEST = np.linalg.lstsq(X, Y, rcond=None)[0]
BEST_LOSS = ((X @ BEST - Y) ** 2).mean()


def heavy_ball(lr, momentum):
    """Powers of the matrix that takes (a − best, last step) to its next: (steps + 1, 2) parameters."""
    one = np.eye(2)
    turn = np.block([[one - lr * HESSIAN, momentum * one], [-lr * HESSIAN, momentum * one]])
    start = np.concatenate([[-1, 1] - BEST, [0, 0]])
    return BEST + np.array([np.linalg.matrix_power(turn, t) @ start for t in range(scene.steps + 1)])[:, :2]


def test_momentum_follows_the_linear_recurrence_of_the_heavy_ball():
    np.testing.assert_allclose(TRACE.a, heavy_ball(scene.lr, scene.momentum), rtol=1e-3, atol=1e-3)


def test_a_step_is_the_gradients_plus_a_share_of_the_step_before():
    steps = np.diff(TRACE.a, axis=0)
    np.testing.assert_allclose(steps[1:], scene.momentum * steps[:-1] - scene.lr * TRACE.grad[1:-1], atol=1e-5)


def test_without_momentum_it_is_plain_descent_and_creeps_along_the_floor():
    np.testing.assert_allclose(TRACE.plain, heavy_ball(scene.lr, 0), rtol=1e-3, atol=1e-3)
    lengths = np.linalg.norm(np.diff(TRACE.plain, axis=0), axis=1)
    assert lengths[20] < lengths[0] / 20
    assert TRACE.plain_loss[-1] > 10 * BEST_LOSS


def test_only_momentum_swings_past_the_floor_of_the_valley():
    across = np.linalg.eigh(HESSIAN)[1][:, -1]
    assert (np.diff(np.sign((TRACE.a - BEST) @ across)) != 0).sum() > 5
    plain = (TRACE.plain - BEST) @ across
    assert (plain * plain[0] > -1e-3).all()


def test_momentum_arrives_though_its_loss_goes_up_on_the_way():
    assert TRACE.loss[-1] < 1.02 * BEST_LOSS
    assert (np.diff(TRACE.loss) > 0).any()
    assert (np.diff(TRACE.plain_loss) < 0).all()


def test_the_valley_comes_from_moving_the_points_and_nothing_else():
    x, y = LineFit(lr=0.1).data()
    np.testing.assert_allclose(X - [scene.shift, 0], x, atol=1e-6)
    np.testing.assert_array_equal(Y, y.double())
    assert np.linalg.cond(HESSIAN) == pytest.approx(scene.facts(scene.run())["condition"], rel=1e-6)
    assert np.linalg.cond(HESSIAN) > 20 * np.linalg.cond((x.T @ x).numpy())


@pytest.mark.parametrize(("share", "settles"), [(0.98, True), (1.02, False)])
def test_the_limit_with_momentum_is_one_plus_momentum_times_as_high(share, settles):
    """As lesson 6 says it, of a run on each side."""
    x, y = scene.data()
    a = torch.tensor([-1.0, 1.0], requires_grad=True)
    limit = 2 * (1 + scene.momentum) / np.linalg.eigvalsh(HESSIAN).max()
    *_, last = descend([a], lambda: mse(x @ a, y), lr=share * limit, steps=400, momentum=scene.momentum)
    assert float(last.detach()) == pytest.approx(BEST_LOSS, rel=0.01) if settles else not float(last.detach()) < 1e3


def test_no_rate_brings_plain_descent_as_far_in_as_many_steps():
    x, y = scene.data()

    def end(lr):
        a = torch.tensor([-1.0, 1.0], requires_grad=True)
        *_, last = descend([a], lambda: mse(x @ a, y), lr=lr, steps=scene.steps)
        return float(last.detach())

    facts = scene.facts(scene.run())
    best = end(facts["best_plain_lr"])
    assert best == pytest.approx(facts["best_plain_loss"], rel=1e-2)
    for share in np.linspace(0.05, 0.999, 30):
        assert end(share * facts["limit"]) > 0.99 * best
    assert best > 1.5 * TRACE.loss[-1]
