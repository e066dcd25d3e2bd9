"""What epoch claims, on its trace."""

import numpy as np

from scenes.epoch import scene


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
