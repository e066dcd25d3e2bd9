"""What epoch claims, on its trace."""

import numpy as np

from scenes.epoch import LIT, SEEN, scene


def test_ten_batches_of_a_hundred_use_every_point_exactly_once():
    batches = scene.run().batch
    for first in (0, 10):
        used = np.bincount(batches[first : first + 10].ravel(), minlength=1000)
        np.testing.assert_array_equal(used, np.ones(1000))


def test_the_second_epoch_has_another_order():
    batches = scene.run().batch
    assert len(np.intersect1d(batches[0], batches[10])) < 30  # ten are expected by chance, with a deviation of three


def test_the_boxes_lit_are_the_batch_of_the_step_just_taken():
    trace = scene.run()
    points = scene.used(trace.batch)
    assert not points[0].any()
    assert [(row > 0).sum() for row in points] == [0, *range(100, 1001, 100), *range(100, 1001, 100)]
    for t in range(1, len(trace)):
        assert set(np.flatnonzero(points[t] == LIT)) == set(trace.batch[t - 1])
    assert (points[20] >= SEEN).all()


def test_the_framed_point_has_one_turn_an_epoch():
    first, second = scene.turns()
    assert 1 <= first <= 10 < second <= 20


def test_the_descent_is_the_one_that_numpy_makes_on_these_batches():
    trace = scene.run()
    x, y = (part.numpy().astype(float) for part in scene.data())
    a = np.array([-1.0, 1.0])
    for batch in trace.batch[:20]:
        a -= scene.lr * 2 * x[batch].T @ (x[batch] @ a - y[batch]) / 100
    np.testing.assert_allclose(trace.a[-1], a, rtol=1e-4)


def test_drawn_afresh_a_point_can_come_up_again_before_all_have_been_used():
    trace = scene.run()
    counts = np.bincount(trace.afresh[:10].ravel(), minlength=1000)
    facts = scene.facts(trace)
    assert (facts["missed"], facts["again"]) == ((counts == 0).sum(), (counts > 1).sum())
    assert abs(facts["missed"] - 1000 * 0.9**10) < 40  # the chance of never being drawn; a deviation is about 10
    assert all(len(np.unique(batch)) == 100 for batch in trace.afresh)
