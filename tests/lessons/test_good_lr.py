"""What good_lr claims, on its trace."""

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from oracles import best_fit, descent, hessian

from scenes.good_lr import scene
from scenes.shared.line_fit import LineFit
from scenes.shared.line_loss import iso_loss_ellipse


def test_the_run_is_the_closed_form_row_by_row():
    trace = scene.run()
    np.testing.assert_allclose(trace.a, descent(*scene.data(), trace.a[0], scene.lr, scene.steps), atol=1e-5)


def test_the_guess_is_the_lectures():
    assert scene.run().a[0].tolist() == [-1, 1]


def test_every_step_lowers_the_loss():
    assert (np.diff(scene.run().loss) < 0).all()


def test_the_loss_ends_near_the_least_there_can_be():
    _, least = best_fit(*scene.data())
    assert least < scene.run().loss[-1] < 1.05 * least


def test_gradient_and_loss_are_those_of_each_rows_parameters():
    x, y = (values.double().numpy() for values in scene.data())
    trace = scene.run()
    residuals = trace.a @ x.T - y
    np.testing.assert_allclose(trace.loss, (residuals**2).mean(1), rtol=1e-5)
    np.testing.assert_allclose(trace.grad, 2 * residuals @ x / len(x), atol=1e-5)


def test_the_best_line_is_numpys():
    best, least = best_fit(*scene.data())
    facts = scene.best_fit
    assert (facts["best_slope"], facts["best_intercept"]) == pytest.approx(best, rel=1e-6)
    assert facts["best_loss"] == pytest.approx(least, rel=1e-6)


def test_the_limit_is_two_over_the_largest_curvature():
    features, _ = scene.data()
    assert scene.best_fit["limit"] == pytest.approx(2 / np.linalg.eigvalsh(hessian(features))[-1], rel=1e-6)


def test_just_below_the_limit_the_line_settles():
    _, least = best_fit(*scene.data())
    assert replace(scene, lr=0.99 * scene.best_fit["limit"], steps=1500).run().loss[-1] == pytest.approx(least, rel=1e-5)


def test_just_above_the_limit_it_flies_apart():
    loss = LineFit(lr=1.01 * scene.best_fit["limit"], steps=1500).run().loss
    assert loss[-1] > 1e6 * loss[0]


def test_a_run_that_flies_apart_ends_where_its_story_is_told_and_says_so():
    apart = replace(scene, lr=1.13)
    trace = apart.run()
    assert trace.loss[-1] > apart.lost * trace.loss[0] > trace.loss[:-1].max()
    assert trace.frame_rows == list(range(len(trace)))
    (remark,) = apart.remarks(trace)
    assert remark.startswith(f"the film ends at step {len(trace) - 1} of 60:")


@pytest.mark.parametrize("lr", [0.002, 0.05])
def test_what_a_run_that_has_not_arrived_is_told_to_try_arrives_and_a_step_less_does_not(lr):
    short = replace(scene, lr=lr, steps=20)
    (remark,) = short.remarks(short.run())
    ways = [dict(re.findall(r"--(\w+) ([\d.]+)", way)) for way in remark.split(" or ")]
    assert [set(way) for way in ways] == [{"steps"}, {"lr", "steps"}]
    for way in ways:
        longer = replace(short, lr=float(way.get("lr", lr)), steps=int(way["steps"]))
        assert longer.remarks(longer.run()) == []
        assert replace(longer, steps=longer.steps - 1).remarks(replace(longer, steps=longer.steps - 1).run())


def test_straight_downhill_passes_the_best_fit_and_the_path_bends_towards_it():
    best, _ = best_fit(*scene.data())
    trace = scene.run()
    step, way = -trace.grad[3].astype(float), best - trace.a[3]
    assert np.degrees(np.arccos(step @ way / np.linalg.norm(step) / np.linalg.norm(way))) > 20
    bends = step[0] * (trace.a[5:20] - trace.a[3])[:, 1] - step[1] * (trace.a[5:20] - trace.a[3])[:, 0]
    assert step[0] * way[1] - step[1] * way[0] < 0
    assert (bends < 0).all()


def test_downhill_is_at_right_angles_to_the_ring_through_the_dot():
    (x, y), trace = scene.data(), scene.run()
    for row in (0, 4, 14):
        here, near = iso_loss_ellipse(x, y, torch.tensor(trace.a[row], dtype=torch.float64), 100_000)[:2].numpy()
        along, down = near - here, -trace.grad[row].astype(float)
        assert abs(along @ down) < 1e-3 * np.linalg.norm(along) * np.linalg.norm(down)


def test_the_gradient_has_shrunk_to_a_fifth_where_the_ground_is_called_flat():
    trace = scene.run()
    size = np.linalg.norm(trace.grad, axis=1)
    (flat,) = (stop.row for stop in scene.stops(trace) if stop.words.startswith("Flatter ground"))
    assert size[flat] < 0.2 * size[0] <= size[flat - 1]
    assert (np.diff(size) < 0).all()


def test_the_intercept_fits_long_before_the_slope():
    trace, (best, _) = scene.run(), best_fit(*scene.data())
    left = np.abs(trace.a - best) / np.abs(trace.a[0] - best)
    assert left[14, 1] < 0.1 < 0.35 < left[14, 0]


def test_the_points_are_the_lectures():
    features, y = (values.numpy() for values in scene.data())
    noise = y - features @ np.array([3, 2], np.float32)
    assert features.shape == (100, 2)
    assert (features[:, 1] == 1).all()
    assert (np.abs(features[:, 0]) < 1).all()
    assert -1e-6 < noise.min() < 0.1 < 0.9 < noise.max() < 1 + 1e-6
