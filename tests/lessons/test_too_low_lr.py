"""What too_low_lr claims, on its trace."""

import numpy as np
from oracles import best_fit, descent

from scenes.good_lr import scene as good
from scenes.too_low_lr import scene


def test_the_run_is_the_closed_form_row_by_row():
    trace = scene.run()
    np.testing.assert_allclose(trace.a, descent(*scene.data(), trace.a[0], scene.lr, scene.steps), atol=1e-5)


def test_points_guess_and_number_of_steps_are_those_of_the_good_rate():
    assert all((ours == theirs).all() for ours, theirs in zip(scene.data(), good.data(), strict=True))
    assert (scene.run().a[0] == good.run().a[0]).all()
    assert scene.steps == good.steps


def test_the_run_beside_it_is_that_of_the_good_rate():
    trace, other = scene.run(), good.run()
    assert scene.other == good.lr
    np.testing.assert_array_equal(trace.other_a, other.a)
    np.testing.assert_array_equal(trace.other_loss, other.loss)


def test_ten_steps_reach_about_as_far_as_one_at_ten_times_the_rate():
    trace = scene.run()
    told = {stop.row: stop.words for stop in scene.stops(trace)}
    assert told[10] == "10 steps reach about as far as one at 0.1"
    first = trace.other_a[1] - trace.a[0]
    assert np.linalg.norm(trace.a[10] - trace.other_a[1]) < 0.08 * np.linalg.norm(first)


def test_every_step_lowers_the_loss():
    assert (np.diff(scene.run().loss) < 0).all()


def test_after_as_many_steps_the_line_is_still_far_away():
    best, least = best_fit(*scene.data())
    a = scene.run().a
    assert scene.run().loss[-1] > 20 * least
    assert np.linalg.norm(a[-1] - best) > 0.4 * np.linalg.norm(a[0] - best)
