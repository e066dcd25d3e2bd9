"""What unbalanced_classes claims, on its trace."""

from math import erf, log, sqrt

import numpy as np
import pytest

from scenes.unbalanced_classes import scene


@pytest.fixture(scope="module")
def trace():
    return scene.run()


def below(z):
    """The share of a normal distribution that lies below z."""
    return (1 + erf(z / sqrt(2))) / 2


def test_the_mean_errors_are_those_of_the_best_lines_between_two_normal_clouds(trace):
    """The best line stands in the middle, moved towards the rare class by ln(common/rare)/distance where the classes are as they are."""
    half, shift = scene.distance / 2, log(scene.common / scene.rare) / scene.distance
    best = {
        "as_is_common": below(-half - shift),
        "as_is_rare": below(-half + shift),
        "copied_common": below(-half),
        "copied_rare": below(-half),
    }
    for name, error in best.items():
        assert scene.facts(scene.run())[f"mean_{name}"] == pytest.approx(
            error, abs=0.012
        )  # the lines are a little worse than the best, from few points


def test_each_round_is_counted_right_against_the_clouds_themselves():
    half = scene.distance / 2
    for a, errors in scene.study:
        places = -a[:, 1] / a[:, 0]
        for group, side in ((0, -1), (1, 1)):
            exact = np.array([below(z) for z in side * places - half])
            error = np.sqrt(exact * (1 - exact) / scene.tested)
            assert (np.abs(errors[:, group].numpy() - exact) < 4 * error).all()


def test_copies_help_the_rare_class_and_cost_the_common_one_in_every_round():
    as_is, copied = (errors for _, errors in scene.study)
    assert (copied[:, 1] < as_is[:, 1]).all()
    assert (copied[:, 0] > as_is[:, 0]).all()


def test_over_all_points_at_the_same_ratio_doing_nothing_errs_less_in_every_round():
    as_is, copied = (errors.numpy() for _, errors in scene.study)
    np.testing.assert_allclose(as_is[:, 2], (200 * as_is[:, 0] + 50 * as_is[:, 1]) / 250, rtol=1e-5)
    assert (as_is[:, 2] < copied[:, 2]).all()


def test_the_mean_of_both_classes_is_better_with_copies():
    as_is, copied = (errors for _, errors in scene.study)
    assert copied[:, :2].sum(1).mean() < as_is[:, :2].sum(1).mean()


def test_the_film_shows_the_first_round_of_both_ways(trace):
    (as_is, _), (copied, _) = scene.study
    np.testing.assert_allclose(trace.a[0], as_is[0], rtol=1e-4)
    np.testing.assert_allclose(trace.a[-1], copied[0], rtol=0.02)  # another start, the same end


def test_what_the_film_counts_is_what_lies_on_the_wrong_side(trace):
    common, rare = (cloud[0].numpy() for cloud in scene.data()[:2])
    for a, common_wrong, rare_wrong in zip(trace.a, trace.common_wrong, trace.rare_wrong, strict=True):
        assert common_wrong == (common * a[0] + a[1] > 0).sum()
        assert rare_wrong == (rare * a[0] + a[1] <= 0).sum()


def test_moving_the_threshold_does_what_copying_does():
    facts = scene.facts(scene.run())
    for group in ("common", "rare"):
        assert facts[f"mean_shifted_{group}"] == pytest.approx(facts[f"mean_copied_{group}"], abs=0.005)
