"""What update_step claims, on its trace, against sums done by hand."""

import numpy as np
import pytest

from scenes.shared.update_parts import drawn
from scenes.update_step import ROWS, UPDATE, scene

# x = −1, 0, 1, 2 and y = −1, 2, 5, 8; at the guess (−1, 1) ŷ = 2, 1, 0, −1, so the misses are 3, −1, −5, −9:
# loss (9 + 1 + 25 + 81)/4 = 29, gradient 2·(−3 − 5 − 18)/4 = −13 and 2·(−12)/4 = −6. Then a = (0.3, 1.6), whose misses
# are 2.3, −0.4, −3.1, −5.8: loss 48.7/4 = 12.175, gradient (−8.5, −3.5), and so on.
GUESS, FIRST, SECOND = (-1, 1), (0.3, 1.6), (1.15, 1.95)


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def test_the_first_two_updates_are_those_worked_out_by_hand(trace):
    np.testing.assert_allclose(trace.a[:10], np.repeat([GUESS, FIRST, SECOND], [5, 4, 1], axis=0), rtol=1e-6)
    np.testing.assert_allclose(trace.loss_cell[[2, 8]], [29, 12.175], rtol=1e-6)
    np.testing.assert_allclose(trace.y_hat[[1, 8]], np.array([[2.0, 1, 0, -1], [1.3, 1.6, 1.9, 2.2]]), rtol=1e-6)
    np.testing.assert_allclose(trace.grad[3:8], np.array([[-13.0, -6]] * 4 + [[0, 0]]), rtol=1e-6)


def test_there_is_no_gradient_before_the_first_backward(trace):
    assert trace.there[:, 2].tolist() == [False] * 3 + [True] * (len(trace) - 3)


def test_each_line_changes_one_thing_and_leaves_the_rest_as_it_was(trace):
    changes = {
        name: [bool((trace.series[name][t] != trace.series[name][t - 1]).any()) for t in range(1, ROWS)]
        for name in ("y_hat", "loss_cell", "grad", "a")
    }
    by_line = [[name for name, changed in changes.items() if changed[t]] for t in range(ROWS - 1)]
    assert by_line == [["y_hat"], ["loss_cell"], ["grad"], [], ["a"], [], ["grad"]]
    assert list(UPDATE) == ["predict", "loss", "backward", "step", "zero"]


def test_of_a_step_the_line_before_it_is_drawn_and_then_the_one_after_it(trace):
    assert np.flatnonzero(trace.drawn == 1).tolist() == [3, 5]
    np.testing.assert_allclose(drawn(trace)[:10], np.repeat([GUESS, FIRST, SECOND], [6, 3, 1], axis=0), rtol=1e-6)


def test_from_the_second_update_on_there_is_a_row_for_each_whose_loss_is_that_of_its_line(trace):
    assert trace.update[ROWS:].tolist() == list(range(2, scene.updates + 2))
    assert (trace.line[ROWS:] == 1).all()
    x, y = (values.numpy() for values in scene.data())
    np.testing.assert_allclose(trace.y_hat[ROWS:], trace.a[ROWS:] @ x.T, rtol=1e-5)
    np.testing.assert_array_equal(trace.loss_cell[ROWS:], trace.loss[ROWS:])
    assert (np.diff(trace.loss_cell[ROWS - 1 :]) < 0).all()
    assert np.abs(x @ trace.a[-1] - y).max() < 0.3
