"""What overshoot claims, on its trace, against x_t = x_0 · (1 − 2·lr)^t."""

import numpy as np

from scenes.overshoot import scene

RATES = np.array([0.05, 0.2, 0.85, 1.05])


def test_the_four_runs_follow_the_closed_form():
    trace = scene.run()
    assert scene.rates() == tuple(RATES)
    x = -3 * (1 - 2 * RATES) ** np.arange(len(trace))[:, None]
    np.testing.assert_allclose(trace.a, x, rtol=1e-5)
    np.testing.assert_allclose(trace.losses, x**2, rtol=1e-5)
    np.testing.assert_allclose(trace.grad, 2 * x, rtol=1e-5)


def test_the_third_overshoots_at_every_step_and_arrives_all_the_same():
    trace = scene.run()
    assert (trace.a[1:, 2] * trace.a[:-1, 2] < 0).all()
    assert (np.diff(trace.losses[:, 2]) < 0).all()
    assert trace.losses[-1, 2] < trace.losses[-1, 0]  # sooner than the one that creeps


def test_only_the_fourth_gets_worse_with_every_step():
    trace = scene.run()
    rising = np.diff(trace.losses, axis=0) > 0
    assert rising.all(axis=0).tolist() == [False, False, False, True]
    assert rising.any(axis=0).tolist() == [False, False, False, True]
    assert RATES[2] < scene.facts(scene.run())["limit"] < RATES[3]
