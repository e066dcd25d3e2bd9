"""What too_high_lr claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest
from oracles import best_fit, descent, hessian

from scenes.good_lr import scene as good
from scenes.shared.line_fit import LineFit
from scenes.shared.rate_cut import far_side, losses_along
from scenes.too_high_lr import scene


def test_the_run_is_the_closed_form_row_by_row():
    trace = scene.run()
    exact = descent(*scene.data(), trace.a[0], scene.lr, scene.steps)
    size = np.abs(exact).max(1, keepdims=True)
    np.testing.assert_allclose(trace.a / size, exact / size, atol=1e-4)


def test_points_and_guess_are_those_of_the_good_rate():
    assert all((ours == theirs).all() for ours, theirs in zip(scene.data(), good.data(), strict=True))
    assert (scene.run().a[0] == good.run().a[0]).all()


def test_the_rate_is_a_little_above_the_limit():
    assert 1 < scene.lr / scene.best_fit["limit"] < 1.1


def test_every_step_jumps_over_the_valley():
    features, y = scene.data()
    _, axes = np.linalg.eigh(hessian(features))
    side = np.sign((scene.run().a - best_fit(features, y)[0]) @ axes[:, -1])
    assert (side[1:] == -side[:-1]).all()


def test_after_the_first_every_step_lands_higher():
    assert (np.diff(scene.run().loss[1:]) > 0).all()


def test_the_loss_ends_far_above_where_it_began():
    loss = LineFit(lr=scene.lr, steps=60).run().loss
    np.testing.assert_array_equal(loss[: scene.steps + 1], scene.run().loss)
    assert loss[-1] > 1e5 * loss[0]


def test_however_many_steps_are_asked_for_the_film_ends_where_its_story_is_told():
    longer = replace(scene, steps=500)
    trace = longer.run()
    assert trace.loss[-2] < 20 * trace.loss[0] < trace.loss[-1]
    assert f"step {len(trace) - 1} of 500" in longer.remarks(trace)[0]


def test_a_step_at_the_rate_of_the_far_side_lands_as_high_as_it_set_out_and_one_at_the_rival_rate_lower():
    trace, (x, y) = scene.run(), scene.data()
    a, grad = trace.a.astype(float), trace.grad.astype(float)
    even = far_side(x, grad)
    features, heights = x.double().numpy(), y.double().numpy()
    for rate, lands in ((even, np.isclose), (np.full(len(a), scene.rival), np.less), (np.full(len(a), scene.lr), np.greater)):
        landed = ((a - rate[:, None] * grad) @ features.T - heights) ** 2
        assert lands(landed.mean(1)[1:], trace.loss[1:]).all()
    assert even[4:] == pytest.approx(scene.best_fit["limit"], rel=2e-3)


def test_the_loss_along_a_step_is_that_of_the_places_there():
    trace, (x, y) = scene.run(), scene.data()
    a, grad = trace.a.astype(float), trace.grad.astype(float)
    along = losses_along(x, y, a, grad, np.array([0.0, 0.5, scene.lr]))
    np.testing.assert_allclose(along[:, 0], trace.loss, rtol=1e-5)
    np.testing.assert_allclose(along[:-1, 2], trace.loss[1:], rtol=1e-4)


def test_a_wild_rate_ends_where_float32_does():
    wild = LineFit(lr=50.0)
    features, y = (values.double().numpy() for values in wild.data())
    a = descent(features, y, [-1, 1], wild.lr, 20)
    squares = ((a @ features.T - y) ** 2).sum(1)
    overflow = int((squares > np.finfo(np.float32).max).argmax())

    trace = wild.run()
    assert (trace.ended.step, trace.ended.series, trace.ended.value) == (overflow, "loss", "inf")
    assert len(trace) == overflow
    assert trace.frame_rows[-1] == overflow - 1
