"""What too_high_lr claims, on its trace."""

from dataclasses import replace

import numpy as np
from oracles import best_fit, descent, hessian

from scenes.good_lr import scene as good
from scenes.too_high_lr import scene


def test_the_run_is_the_closed_form_row_by_row():
    trace = scene.run()
    exact = descent(*scene.data(), trace.a[0], scene.lr, scene.steps)
    size = np.abs(exact).max(1, keepdims=True)
    np.testing.assert_allclose(trace.a / size, exact / size, atol=1e-4)


def test_only_the_rate_differs_from_the_good_one():
    assert replace(scene, lr=good.lr) == good


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
    loss = scene.run().loss
    assert loss[-1] > 1e5 * loss[0]


def test_a_wild_rate_ends_where_float32_does():
    wild = replace(scene, lr=50.0)
    features, y = (values.double().numpy() for values in wild.data())
    a = descent(features, y, [-1, 1], wild.lr, 20)
    squares = ((a @ features.T - y) ** 2).sum(1)
    overflow = int((squares > np.finfo(np.float32).max).argmax())

    trace = wild.run()
    assert (trace.ended.step, trace.ended.series, trace.ended.value) == (overflow, "loss", "inf")
    assert len(trace) == overflow
    assert trace.frame_rows[-1] == overflow - 1
