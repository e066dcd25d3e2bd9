"""What epoch claims, on its trace."""

import numpy as np
import pytest

from scenes.epoch import scene
from scenes.studio.draw.stage import Stage
from scenes.studio.draw.theme import LIGHT


def test_ten_batches_of_ten_use_every_point_exactly_once():
    batches = scene.run().batch
    for first in (0, 10):
        used = np.bincount(batches[first : first + 10].ravel(), minlength=100)
        np.testing.assert_array_equal(used, np.ones(100))


def test_the_second_epoch_has_another_order():
    batches = scene.run().batch
    assert len(np.intersect1d(batches[0], batches[10])) < 6  # one is expected by chance


def test_the_numbers_in_the_boxes_are_how_often_the_batches_so_far_have_used_them():
    trace = scene.run()
    for batches in (trace.batch, trace.afresh):
        used = scene.used(batches)
        assert not used[0].any()
        for t in range(1, len(trace)):
            np.testing.assert_array_equal(used[t], np.bincount(batches[:t].ravel(), minlength=100))
    assert (scene.used(trace.batch)[[10, 20]] == [[1], [2]]).all()


def test_after_two_epochs_all_dealt_points_are_used_twice_and_drawn_ones_from_never_to_five_times():
    trace = scene.run()
    np.testing.assert_array_equal(np.bincount(scene.used(trace.batch)[-1]), [0, 0, 100])
    spread = np.bincount(scene.used(trace.afresh)[-1])
    assert len(spread) == 6
    assert (spread > 0).all()
    assert spread[0] == scene.facts(trace)["never"]


@pytest.mark.parametrize("size", [(1280, 720), (864, 1080)])
def test_the_bars_are_as_long_as_there_are_points_used_so_often(size):
    trace, stage = scene.run(), Stage(LIGHT, size)
    shows = scene.draw(trace, stage)
    panels = [ax for ax in stage.figure.axes if ax.patches]
    for t in (0, 7, 10, 20):
        for show in shows:
            show(t)
        for ax, batches in zip(panels, (trace.batch, trace.afresh), strict=True):
            bars = [its for its in ax.patches if its.get_gid() is None][scene.per_epoch :][:6]
            lengths = np.array([bar.get_width() for bar in bars])
            np.testing.assert_allclose(100 * lengths / lengths.sum(), np.bincount(scene.used(batches)[t], minlength=6), atol=1e-6)


def test_the_descent_is_the_one_that_numpy_makes_on_these_batches():
    trace = scene.run()
    x, y = (part.numpy().astype(float) for part in scene.data())
    a = np.array([-1.0, 1.0])
    for batch in trace.batch[:20]:
        a -= scene.lr * 2 * x[batch].T @ (x[batch] @ a - y[batch]) / 10
    np.testing.assert_allclose(trace.a[-1], a, rtol=1e-4)


def test_drawn_afresh_a_point_can_come_up_again_before_all_have_been_used():
    trace = scene.run()
    counts = np.bincount(trace.afresh[:10].ravel(), minlength=100)
    facts = scene.facts(trace)
    assert (facts["missed"], facts["again"]) == ((counts == 0).sum(), (counts > 1).sum())
    assert abs(facts["missed"] - 100 * 0.9**10) < 10  # the chance of never being drawn; a deviation is about 3
    assert all(len(np.unique(batch)) == 10 for batch in trace.afresh)
