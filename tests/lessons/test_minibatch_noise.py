"""What minibatch_noise claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest
from oracles import best_fit, descent

from scenes.good_lr import scene as good
from scenes.minibatch_noise import PULLS, scene


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def gradient(a, x, y):
    return 2 * x.T @ (x @ a - y) / len(x)


def test_the_run_is_replayed_in_numpy_from_its_recorded_batches(trace):
    x, y = (values.double().numpy() for values in scene.data())
    a = np.array([-1.0, 1.0])
    for t, batch in enumerate(trace.batch):
        np.testing.assert_allclose(trace.a[t], a, atol=1e-5)
        np.testing.assert_allclose(trace.grad[t], gradient(a, x[batch], y[batch]), atol=1e-5)
        np.testing.assert_allclose(trace.full_grad[t], gradient(a, x, y), atol=1e-5)
        assert trace.loss[t] == pytest.approx(((x[batch] @ a - y[batch]) ** 2).mean(), rel=1e-4)
        assert trace.full_loss[t] == pytest.approx(((x @ a - y) ** 2).mean(), rel=1e-4)
        a = a - scene.lr * gradient(a, x[batch], y[batch])


@pytest.mark.parametrize("batch_size", [1, scene.batch_size, 7, 100])
def test_every_epoch_draws_each_point_at_most_once_and_all_that_fill_its_batches(batch_size):
    a_whole_epoch = scene.points // batch_size
    steps = 3 * a_whole_epoch
    batches = replace(scene, batch_size=batch_size, steps=steps).run().batch
    assert batches.shape == (steps + 1, batch_size)
    for start in range(0, steps, a_whole_epoch):
        drawn = np.sort(batches[start : start + a_whole_epoch].ravel())
        assert len(np.unique(drawn)) == a_whole_epoch * batch_size
        assert 0 <= drawn[0] <= drawn[-1] < scene.points


def test_batches_are_shuffled_anew_for_every_epoch(trace):
    epochs = trace.batch[:80].reshape(-1, scene.points)
    assert len(np.unique(epochs, axis=0)) == len(epochs) == 4


def test_the_smooth_path_is_full_batch_descent(trace):
    exact = descent(*scene.data(), [-1, 1], scene.lr, scene.steps)
    np.testing.assert_allclose(trace.smooth, exact, atol=1e-5)


def test_points_and_guess_are_those_of_the_good_rate(trace):
    assert all((ours == theirs).all() for ours, theirs in zip(scene.data(), good.data(), strict=True))
    assert (trace.a[0] == good.run().a[0]).all()


def test_the_path_stays_near_the_best_fit_but_never_comes_to_rest(trace):
    best, least = best_fit(*scene.data())
    late = trace.a[scene.steps // 2 :]
    assert np.linalg.norm(late - best, axis=1).max() < 0.1 * np.linalg.norm(trace.a[0] - best)
    assert trace.full_loss[scene.steps // 2 :].mean() < 1.5 * least
    assert np.linalg.norm(np.diff(late, axis=0), axis=1).mean() > 0.05
    assert np.linalg.norm(np.diff(trace.smooth[scene.steps // 2 :], axis=0), axis=1).max() < 0.01


def test_the_other_batches_that_lower_the_loss_are_most_far_off_and_few_near_the_best_fit(trace):
    _, few, _ = scene.turns(trace)
    assert (trace.falls.sum(1) == trace.lower).all()
    assert trace.lower[1] > 0.8 * len(trace.falls[1])
    assert trace.lower[few] < 0.25 * len(trace.falls[few])


def test_most_other_batches_lower_the_loss_as_long_as_the_film_says_so(trace):
    _, few, _ = scene.turns(trace)
    assert (trace.lower[1:few] > len(trace.falls[0]) / 2).all()


def test_near_the_best_fit_other_batches_lead_up_and_down_right_and_left(trace):
    _, few, _ = scene.turns(trace)
    other = trace.other_grads[few]
    for forward in (other > 0).mean(0):
        assert 0.25 < forward < 0.75


def test_points_above_the_line_pull_up_and_points_below_it_down_in_each_batch_that_is_shown(trace):
    x, y = (values.double().numpy() for values in scene.data())
    _, _, both = scene.turns(trace)
    for row in range(both, both + PULLS):
        batch, up = trace.batch[row], -trace.batch_grads[row, :, 1] > 0
        np.testing.assert_array_equal(up, y[batch] > x[batch] @ trace.a[row])
        assert 0 < up.sum() < len(up)
    assert (np.sign(trace.grad[both : both + PULLS, 1]).min(), np.sign(trace.grad[both : both + PULLS, 1]).max()) == (-1, 1)


def test_the_step_whose_pulls_are_told_leads_away_from_the_best_fit_with_no_pull_too_short_to_see(trace):
    _, _, both = scene.turns(trace)
    best, _ = best_fit(*scene.data())
    here, there = np.linalg.norm(trace.a[both : both + 2] - best, axis=1)
    assert there > 1.3 * here
    assert trace.full_loss[both + 1] > trace.full_loss[both]
    assert scene.lr * np.linalg.norm(trace.batch_grads[both], axis=1).min() > 0.1


def test_the_path_is_near_the_best_fit_when_the_film_says_so(trace):
    best, _ = best_fit(*scene.data())
    row = next(row for row, words in scene.story(trace).items() if row and "get near" in words)
    assert np.linalg.norm(trace.a[row] - best) < 0.2 * np.linalg.norm(trace.a[0] - best)
    assert not scene.closer(trace)[: row + 1].any()


def test_the_mean_loss_told_is_that_of_the_last_fifty_places_which_is_above_the_best(trace):
    x, y = (values.double().numpy() for values in scene.data())
    facts, late = scene.facts(trace), trace.a[-50:]
    assert facts["late"] == len(late)
    assert facts["late_loss"] == pytest.approx(((x @ late.T - y[:, None]) ** 2).mean(), rel=1e-4)
    assert facts["late_loss"] > 1.05 * best_fit(*scene.data())[1]


def test_the_epochs_told_are_the_times_each_point_is_drawn(trace):
    drawn = np.bincount(trace.batch[: scene.steps].ravel(), minlength=scene.points)
    assert (drawn == scene.facts(scene.run())["epochs"]).all()


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="batch_size must be at most the 100 points"):
        replace(scene, batch_size=101)
