"""What chain_rule claims, on its trace."""

from dataclasses import replace

import pytest

from scenes.chain_rule import NUDGE, scene

NUMBERS = [(2.0, 3.0, 4.0), (-1.5, 0.5, 2.0), (0.3, -2.0, -1.0), (4 / 3, 3.0, 4.0)]


@pytest.mark.parametrize(("a", "x", "y"), NUMBERS)
def test_the_product_of_the_slopes_is_the_derivative_and_what_torch_finds(a, x, y):
    trace = replace(scene, a=a, x=x, y=y).run()
    derivative = 2 * x * (x * a - y)  # of (x·a − y)²
    assert trace.product[-1] == pytest.approx(derivative, abs=1e-5)
    assert trace.grad[-1] == pytest.approx(derivative, abs=1e-5)
    assert trace.slope_1[-1] * trace.slope_2[-1] == pytest.approx(derivative, abs=1e-5)


@pytest.mark.parametrize(("a", "x", "y"), NUMBERS)
def test_a_nudge_is_stretched_by_each_slope_in_turn(a, x, y):
    trace = replace(scene, a=a, x=x, y=y).run()
    assert trace.nudged[-1] == pytest.approx(NUDGE * trace.slope_1[-1], abs=1e-6)
    bend = trace.nudged[-1] ** 2  # what a square adds beyond its slope
    assert trace.nudged_loss[-1] == pytest.approx(trace.nudged[-1] * trace.slope_2[-1] + bend, abs=1e-5)


def test_nothing_is_there_before_its_part():
    trace = scene.run()
    assert (trace.y_hat[0], trace.loss[1], trace.slope_1[2], trace.slope_2[3], trace.product[5], trace.grad[6]) == (0,) * 6
    assert (trace.y_hat[1], trace.loss[2], trace.slope_1[3], trace.slope_2[4], trace.product[6], trace.grad[7]) == (3, 6.25, 2, 5, 10, 10)
