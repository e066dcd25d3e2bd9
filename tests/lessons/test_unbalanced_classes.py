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


def test_each_round_is_counted_right_against_the_clouds_themselves(trace):
    half = scene.distance / 2
    for way, lines in zip(("as_is", "copied"), trace.lines.swapaxes(0, 1).astype(float), strict=True):
        for group, side in (("common", 1), ("rare", -1)):
            depth = side * (-side * half * lines[:, 0] + lines[:, 2]) / np.hypot(lines[:, 0], lines[:, 1])
            exact = np.array([below(z) for z in depth])
            error = np.sqrt(exact * (1 - exact) / scene.tested)
            assert (np.abs(trace.series[f"{way}_{group}"] - exact) < 4 * error).all()


def test_copies_help_the_rare_class_and_cost_the_common_one_in_every_round(trace):
    assert (trace.copied_rare < trace.as_is_rare).all()
    assert (trace.copied_common > trace.as_is_common).all()


def test_over_all_points_at_the_same_ratio_doing_nothing_errs_less_in_every_round(trace):
    np.testing.assert_allclose(trace.as_is_all, (200 * trace.as_is_common + 50 * trace.as_is_rare) / 250, rtol=1e-5)
    assert (trace.as_is_all < trace.copied_all).all()


def test_the_mean_of_both_classes_is_better_with_copies(trace):
    assert (trace.copied_common + trace.copied_rare).mean() < (trace.as_is_common + trace.as_is_rare).mean()


def test_moving_the_threshold_does_what_copying_does():
    facts = scene.facts(scene.run())
    for group in ("common", "rare"):
        assert facts[f"mean_shifted_{group}"] == pytest.approx(facts[f"mean_copied_{group}"], abs=0.005)
