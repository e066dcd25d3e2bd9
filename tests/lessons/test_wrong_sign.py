"""What wrong_sign claims, on its trace, against the closed form of descent and ascent on a quadratic."""

import numpy as np
import pytest
from matplotlib import rc_context

from scenes.shared.side_view import seen_until, walked
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT
from scenes.studio.store import render
from scenes.wrong_sign import scene


def closed_form(sign):
    """The parameters at each step of a ← a + sign · lr · gradient, by the powers of I + sign · lr · H."""
    x, y = (tensor.double().numpy() for tensor in scene.data())
    best = np.linalg.lstsq(x, y)[0]
    curvatures, directions = np.linalg.eigh(2 * x.T @ x / len(x))
    miss = directions.T @ ([-1, 1] - best)
    steps = np.arange(scene.steps + 1)[:, None]
    a = best + ((1 + sign * scene.lr * curvatures) ** steps * miss) @ directions.T
    return a, ((a @ x.T - y) ** 2).mean(axis=1)


def test_both_runs_follow_the_closed_form_of_their_sign():
    trace = scene.run()
    for sign, a, loss in ((1, trace.a, trace.loss), (-1, trace.right, trace.right_loss)):
        expected, losses = closed_form(sign)
        np.testing.assert_allclose(a, expected, rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(loss, losses, rtol=1e-3)


def test_adding_the_gradient_raises_the_loss_at_every_step_and_subtracting_it_lowers_it():
    trace = scene.run()
    assert (np.diff(trace.loss) > 0).all()
    assert (np.diff(trace.right_loss) < 0).all()
    assert trace.loss[0] == trace.right_loss[0]


def test_the_wrong_sign_never_turns_round_as_too_high_a_rate_would():
    steps = np.diff(scene.run().a, axis=0)
    assert ((steps[1:] * steps[:-1]).sum(axis=1) > 0).all()
    assert (np.diff(np.linalg.norm(steps, axis=1)) > 0).all()  # each longer than the one before


def test_three_steps_of_plus_are_in_the_first_picture_each_longer_and_those_of_minus_are_shorter():
    trace = scene.run()
    assert seen_until(trace.loss).tolist() == [3] * 4 + [7] * 4 + [10] * 3
    for a, longer in ((trace.a, 1), (trace.right, -1)):
        lengths = np.linalg.norm(np.diff(a[:4], axis=0), axis=1)
        assert (longer * np.diff(lengths) > 0).all()


@pytest.mark.parametrize(
    ("loss", "until"),
    [
        ([9, 8, 7, 6], [3] * 4),  # nothing leaves
        ([1, 5, 20, 100], [2, 2, 2, 3]),  # two steps at least are seen from near
        ([1, 2, 4, 8, 2e3, 1e4], [2, 2, 2, 3, 3, 3]),  # farther than from there nothing is seen
        ([1], [0]),
    ],
)
def test_a_run_is_seen_from_farther_off_when_it_leaves_the_picture(loss, until):
    assert seen_until(np.array(loss)).tolist() == until


def test_plus_is_in_the_picture_at_every_step():
    trace = scene.run()
    use_fonts()
    with rc_context(LIGHT.rc()):
        stage, show, rows, _ = render.staged(scene, trace, LIGHT, (640, 360))
    story = next(ax for ax in stage.figure.axes if ax.get_ylabel() == "loss")
    up = walked(trace.a, trace.loss)
    tops = []
    for row in rows:
        show(row)
        low, high = story.get_ylim()
        assert low < up[row, 1] < high
        assert story.get_xlim()[0] < up[row, 0] < story.get_xlim()[1]
        tops.append(high)
    assert len(set(tops)) == 3
    assert tops == sorted(tops)
