"""What jitter claims, on its trace."""

import numpy as np
import pytest
from oracles import best_fit, hessian

from scenes.jitter import scene


def expected(rates, batch):
    """The mean extra loss after each step, exactly: the recursion of the second moments of SGD with batches drawn with replacement."""
    x, y = (values.double().numpy() for values in scene.data())
    curved, best = hessian(x), best_fit(x, y)[0]
    own = 2 * x[:, :, None] * x[:, None, :]  # the Hessian of each point
    pulls = 2 * (x @ best - y)[:, None] * x  # and its gradient at the best fit
    noise = pulls.T @ pulls / len(x)
    spread, extra = np.zeros((2, 2)), [0.0]
    for rate in rates:
        square = (own @ spread @ own).mean(0) / batch + (1 - 1 / batch) * curved @ spread @ curved
        spread = spread - rate * (curved @ spread + spread @ curved) + rate**2 * (square + noise / batch)
        extra.append(np.trace(curved @ spread) / 2)
    return np.array(extra)


SETTINGS = {
    "": (scene.rates, scene.batch),
    "half_rate_": ([scene.lr / 2] * scene.steps, scene.batch),
    "twice_batch_": ([scene.lr] * scene.steps, 2 * scene.batch),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_the_cloud_is_as_wide_as_the_recursion_of_its_moments_says(name):
    seen, true = scene.run().series[f"{name}extra"], expected(*SETTINGS[name])
    near = 4 * true * np.sqrt(2 / (2 * scene.runs))  # four standard errors of a mean of squares of two numbers
    assert (np.abs(seen - true) <= np.maximum(near, 1e-5)).all()


def test_half_the_rate_and_twice_the_batch_halve_the_extra_loss():
    steady = {name: expected([scene.lr / (2 if name.startswith("half") else 1)] * 300, batch)[-1] for name, (_, batch) in SETTINGS.items()}
    facts = scene.facts(scene.run())
    for fact, name in (("wide", ""), ("half_rate", "half_rate_"), ("twice_batch", "twice_batch_")):
        assert facts[fact] == pytest.approx(steady[name], rel=0.12)
    assert steady["half_rate_"] / steady[""] == pytest.approx(0.5, abs=0.06)
    assert steady["twice_batch_"] / steady[""] == pytest.approx(0.5, abs=0.06)


def test_a_falling_rate_closes_the_cloud_and_the_others_stay():
    trace, facts = scene.run(), scene.facts(scene.run())
    assert trace.extra[-1] < 0.4 * facts["wide"]
    for name, fact in (("half_rate_extra", "half_rate"), ("twice_batch_extra", "twice_batch")):
        assert trace.series[name][-1] > 0.8 * facts[fact]


def test_all_start_at_the_best_fit_and_leave_at_once():
    trace = scene.run()
    x, y = (values.double().numpy() for values in scene.data())
    np.testing.assert_allclose(trace.places[0], np.tile(best_fit(x, y)[0], (scene.runs, 1)), atol=1e-5)
    assert (trace.places[1] != trace.places[0]).any(1).all()
