"""What feature_scaling claims, on its trace."""

import numpy as np
import pytest
from oracles import best_fit, descent, hessian

from scenes.feature_scaling import scene
from scenes.shared.two_units import NEAR


def both():
    x, y = (values.double().numpy() for values in scene.data())
    z = np.column_stack([(x[:, 0] - x[:, 0].mean()) / x[:, 0].std(), x[:, 1]])
    return x, z, y


def best_rate(x):
    return 2 / np.linalg.eigvalsh(hessian(x)).sum()


def apart(trace):
    return trace.a[trace.run == 0], trace.a[trace.run == 1]


def test_both_runs_are_descent_at_their_own_best_rate_from_one_line():
    (x, z, y), trace = both(), scene.run()
    hours, even = apart(trace)
    np.testing.assert_allclose(x @ hours[0], z @ even[0], atol=1e-5)
    for features, path in ((x, hours), (z, even)):
        np.testing.assert_allclose(path, descent(features, y, path[0], best_rate(features), len(path) - 1), atol=1e-3)
    assert trace.taken.tolist() == [*range(len(hours)), *range(len(even))]


def test_in_hours_the_line_swings_from_side_to_side_and_its_hinge_creeps():
    hours, _ = apart(scene.run())
    goal, _ = best_fit(both()[0], both()[2])
    far = (hours - goal) @ [scene.hours, 1]
    assert (far[1:] * far[:-1] < 0).all()
    assert np.abs(np.diff(hours[:, 1])).max() < 0.2 * np.abs(np.diff(hours @ [scene.hours, 1])).max()


def test_no_other_rate_would_shrink_the_slower_direction_faster():
    for features in both()[:2]:
        curved = np.linalg.eigvalsh(hessian(features))
        slowest = [
            np.abs(1 - rate * curved).max() for rate in (0.98 * best_rate(features), best_rate(features), 1.02 * best_rate(features))
        ]
        assert slowest[1] < min(slowest[0], slowest[2])


def test_standardised_the_bowl_is_round_and_one_step_arrives():
    (_, z, y), trace = both(), scene.run()
    np.testing.assert_allclose(hessian(z), 2 * np.eye(2), atol=1e-6)
    np.testing.assert_allclose(apart(trace)[1][1], best_fit(z, y)[0], atol=1e-4)
    facts = scene.facts(trace)
    assert (facts["round_limit"], facts["round_condition"], facts["round_needed"]) == pytest.approx((1, 1, 1), rel=1e-5)


def test_in_hours_it_takes_as_many_steps_as_the_condition_number_says():
    (x, _, y), trace = both(), scene.run()
    low, high = np.linalg.eigvalsh(hessian(x))
    facts = scene.facts(trace)
    assert facts["condition"] == pytest.approx(high / low, rel=1e-6)
    assert facts["limit"] == pytest.approx(2 / high, rel=1e-6)
    shrink = (high / low - 1) / (high / low + 1)  # of the distance, a step
    assert facts["needed"] == pytest.approx(np.log(NEAR) / (2 * np.log(shrink)), abs=2)
    assert best_fit(x, y)[1] == pytest.approx(facts["best_loss"], rel=1e-6)
