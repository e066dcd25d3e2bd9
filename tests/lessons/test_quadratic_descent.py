"""What quadratic_descent claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest

from scenes.quadratic_descent import scene


@pytest.mark.parametrize("lr", [scene.lr, 0.5, 0.9])
def test_x_shrinks_by_the_same_factor_at_every_step(lr):
    trace = replace(scene, lr=lr).run()
    exact = scene.guess * (1 - 2 * lr) ** np.arange(scene.steps + 1)
    np.testing.assert_allclose(trace.a[:, 0], exact, rtol=1e-5, atol=1e-6)


def test_loss_and_slope_are_those_of_the_parabola():
    trace = scene.run()
    np.testing.assert_array_equal(trace.loss, trace.a[:, 0] ** 2)
    np.testing.assert_array_equal(trace.grad, 2 * trace.a)


def test_each_landing_is_lower_and_each_jump_shorter():
    trace = scene.run()
    assert (np.diff(trace.loss) < 0).all()
    assert (np.diff(np.abs(np.diff(trace.a[:, 0]))) < 0).all()


def test_the_guess_is_the_scenes():
    assert scene.run().a[0] == [scene.guess]
