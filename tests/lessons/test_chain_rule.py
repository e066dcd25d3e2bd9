"""What chain_rule claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest

from scenes.chain_rule import NUDGE, SMALLER, scene
from scenes.shared.chain_parts import Plan

NUMBERS = [(2.0, 3.0, 4.0), (-1.5, 0.5, 2.0), (0.3, -2.0, -1.0), (4 / 3, 3.0, 4.0)]


@pytest.mark.parametrize(("a", "x", "y"), NUMBERS)
def test_the_product_of_the_slopes_is_the_derivative_and_what_torch_finds(a, x, y):
    trace = replace(scene, a=a, x=x, y=y).run()
    derivative = 2 * x * (x * a - y)  # of (x·a − y)²
    assert trace.product[-1] == pytest.approx(derivative, abs=1e-5)
    assert trace.grad[-1] == pytest.approx(derivative, abs=1e-5)
    assert trace.slope_1[-1] * trace.slope_2[-1] == pytest.approx(derivative, abs=1e-5)


@pytest.mark.parametrize(("a", "x", "y"), NUMBERS)
@pytest.mark.parametrize(("part", "nudge"), [(4, NUDGE), (5, SMALLER)])
def test_a_nudge_is_stretched_by_each_slope_in_turn(a, x, y, part, nudge):
    trace = replace(scene, a=a, x=x, y=y).run()
    assert trace.nudged[part] == pytest.approx(nudge * x, abs=1e-5)
    corner = (nudge * x) ** 2  # what a square adds beyond two strips
    assert trace.nudged_loss[part] == pytest.approx(nudge * x * 2 * (a * x - y) + corner, abs=1e-4)
    assert trace.times[part] == pytest.approx(trace.slope_1[-1] * trace.slope_2[-1] + nudge * x**2, abs=1e-3)


@pytest.mark.parametrize(("a", "x", "y"), NUMBERS)
def test_strips_and_corner_are_what_the_square_grows_by(a, x, y):
    """The areas drawn, where a square that shrinks has strips within it."""
    trace = replace(scene, a=a, x=x, y=y).run()
    grows = np.sign(a * x - y) * trace.nudged[4]
    boxes = [its[0] for its in Plan(a, x, y).shares(trace.nudged[4:5].astype(float))]
    areas = [np.sign(grows) * abs(wide * high) for _, _, wide, high in boxes[:2]] + [boxes[2][2] * boxes[2][3]]
    assert sum(areas) == pytest.approx(trace.nudged_loss[4], abs=1e-4)


def test_nothing_is_there_before_its_part():
    trace = scene.run()
    assert (trace.y_hat[0], trace.loss[1], trace.slope_1[2], trace.slope_2[3], trace.product[5], trace.grad[6]) == (0,) * 6
    assert (trace.y_hat[1], trace.loss[2], trace.slope_1[3], trace.slope_2[4], trace.product[6], trace.grad[7]) == (2, 2.25, 2, 3, 6, 6)
