"""What train_too_long claims, on its trace."""

import numpy as np
import pytest

from scenes.overfit_polynomial import scene as overfit
from scenes.train_too_long import scene


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def test_the_run_is_the_one_that_numpy_makes(trace):
    """Full-batch descent has a closed form: a_t = (I − (I − lr·H)^t) a*, with H the Hessian and a* the least-squares fit."""
    x, y = (part.numpy().astype(float) for part in scene.data())
    held_x, held_y = (part.numpy().astype(float) for part in scene.held_out_data())
    features, held_features = (np.polynomial.legendre.legvander(part, scene.degree) for part in (x, held_x))
    values, vectors = np.linalg.eigh(2 * features.T @ features / len(x))
    best = vectors.T @ np.linalg.lstsq(features, y, rcond=None)[0]
    shrunk = 1 - (1 - scene.lr * values) ** np.arange(len(trace))[:, None]
    a = (shrunk * best) @ vectors.T
    np.testing.assert_allclose(trace.val_loss, ((a @ held_features.T - held_y) ** 2).mean(axis=1), rtol=1e-3)
    assert trace.best_epoch[-1] == pytest.approx(((a @ held_features.T - held_y) ** 2).mean(axis=1).argmin(), abs=1)


def test_training_loss_falls_in_every_epoch_while_held_out_loss_turns_and_doubles(trace):
    assert (np.diff(trace.loss) < 0).all()
    best = int(trace.best_epoch[-1])
    assert 0 < best < scene.steps / 10
    assert (np.diff(trace.val_loss[:best]) < 0).all()
    assert (np.diff(trace.val_loss[best + 1 :]) > 0).all()
    assert trace.val_loss[-1] > 2 * trace.val_loss[best]


def test_the_best_so_far_is_the_least_of_all_epochs_before(trace):
    np.testing.assert_array_equal(trace.best_val_loss, np.minimum.accumulate(trace.val_loss))
    np.testing.assert_array_equal(trace.best_a[-1], trace.a[int(trace.best_epoch[-1])])


def test_a_lower_rate_overfits_as_well_and_later_by_as_much_as_it_is_lower(trace):
    turns = overfit.facts(overfit.run())["turn"], trace.best_epoch[-1]
    assert turns[1] / turns[0] == pytest.approx(overfit.lr / scene.lr, rel=0.1)
