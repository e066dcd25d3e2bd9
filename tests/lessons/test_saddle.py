"""What saddle claims, on its trace: near the ridge, distances grow as the roots of a linear recurrence say."""

import math
from dataclasses import replace

import numpy as np
import pytest

from scenes.saddle import TURNS, scene
from scenes.shared.saddle_runs import POINTS
from scenes.studio.run.scene import first

TINY = 1e-4  # beside the ridge: y⁴/16 has no say yet


def across(its, steps, momentum=0.0):
    """How far a run of such a scene from beside the ridge is from it after each step, (rows,)."""
    return np.array([float(row["a"][1]) for row in its.many_runs(steps, [0.0], momentum, (-2.0, TINY))])


@pytest.mark.parametrize("momentum", [0.0, 0.7, 0.9])
def test_exactly_on_the_ridge_it_never_leaves_with_or_without_momentum(momentum):
    rows = list(scene.many_runs(500, [0.0], momentum))
    assert all(float(row["a"][1]) == 0 == float(row["grad"][1]) for row in rows)
    assert abs(float(rows[-1]["a"][0])) < 0.1


@pytest.mark.parametrize("lr", [0.1, 0.3, 0.5])
def test_plain_descent_leaves_the_ridge_by_one_and_the_rate_a_step(lr):
    distances = across(replace(scene, lr=lr), 10)
    np.testing.assert_allclose(distances, TINY * (1 + lr) ** np.arange(len(distances)), rtol=1e-4)


@pytest.mark.parametrize(("lr", "momentum"), [(0.3, 0.7), (0.1, 0.9)])
def test_with_momentum_it_leaves_as_the_two_roots_of_its_recurrence_say(lr, momentum):
    """y_next = y + momentum·(y − y_before) + lr·y, so y is a sum of powers of the roots of r² − (1 + momentum + lr)·r + momentum."""
    distances = across(replace(scene, lr=lr), 12, momentum=momentum)
    roots = np.roots([1, -(1 + momentum + lr), momentum])
    shares = np.linalg.solve([[1, 1], roots], [TINY, TINY * (1 + lr)])  # it starts at rest
    np.testing.assert_allclose(distances, (shares * roots ** np.arange(len(distances))[:, None]).sum(1), rtol=1e-3)


def test_a_thousandth_beside_the_ridge_it_is_one_away_when_the_powers_say():
    """The walls slow the last of it down, so a step or two more than the powers of 1 + lr need."""
    facts = scene.facts(scene.run())
    needed = math.ceil(math.log(1000) / math.log(1 + scene.lr))
    assert needed <= facts["steps_plain"] <= needed + 2
    assert facts["steps_momentum"] < 0.75 * facts["steps_plain"]


def test_noise_adds_up_as_the_linear_recurrence_says_and_ends_in_a_valley():
    trace = scene.run()
    rows = np.flatnonzero(trace.noisy > 1)
    x, y = np.moveaxis(trace.swarm[rows].astype(float), -1, 0)
    slope, pushes = np.stack([x, -y + y**3 / 4], -1), trace.pushes[rows].astype(float)
    np.testing.assert_allclose(trace.swarm[rows][1:], (trace.swarm[rows] - scene.lr * slope + pushes)[:-1], atol=1e-5)
    np.testing.assert_allclose(trace.slopes[rows], slope, atol=1e-5)
    assert not trace.pushes[:, -1].any(), "the last has no noise"
    both = replace(scene, copies=2, seed=205).run()  # a pair of runs of which chance sends one to each side
    ends = np.append(both.swarm[-1, :-1, 1], trace.a[-1, 1])
    np.testing.assert_allclose(np.abs(ends), 2, atol=0.2)  # −y²/2 + y⁴/16 is lowest at ±2, where the loss is 0
    assert both.swarm[-1, 0, 1] * both.swarm[-1, 1, 1] < 0, "one in each valley"
    assert trace.loss[-1] == pytest.approx(0, abs=0.05)
    assert np.abs(trace.swarm[-1, -1]).max() < 0.01, "without noise it is still at the saddle"


def test_without_noise_it_comes_to_rest_at_the_saddle_and_all_go_on_from_there():
    trace = scene.run()
    rests = int(scene.facts(trace)["rests"])
    np.testing.assert_array_equal(trace.a[0], [-1.5, 0])
    assert (trace.swarm[: rests + 1, :, 1] == 0).all()
    assert np.abs(trace.a[rests]).max() < 0.02
    assert trace.loss[rests] == pytest.approx(1, abs=1e-3)
    turned = trace.turn > 0
    assert first(turned) == rests + 1
    assert (trace.swarm[rests : rests + TURNS + 3] == trace.swarm[rests]).all(), "nothing moves while the cut is turned"
    assert not trace.noisy[rests]
    assert trace.noisy[rests + 1]


def test_the_slopes_of_all_points_cancel_and_the_push_is_the_mean_of_those_drawn():
    trace = scene.run()
    rows = trace.noisy > 1
    tilts = trace.tilts[rows][:, :-1].astype(float)
    np.testing.assert_allclose(trace.pushes[rows][:, :-1, 1], -scene.lr * tilts.mean(-1), atol=1e-6)
    every = scene.noise * np.linspace(-1, 1, POINTS)
    assert abs(every.mean()) < 1e-12
    assert np.isclose(tilts[..., None], every, atol=1e-6).any(-1).all(), "each is that of one of the points"
    assert all(len(set(batch)) == len(batch) for batch in tilts.round(5).reshape(-1, tilts.shape[-1]).tolist()), "none is drawn twice"
