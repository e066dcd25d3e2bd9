"""What pixels_as_numbers claims, on its trace."""

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from scenes.pixels_as_numbers import scene
from scenes.shared.digits import SIDE
from scenes.studio.draw.theme import FONTS


def distances(some, others):
    return torch.cdist(some, others, compute_mode="donot_use_mm_for_euclid_dist")


def test_a_pixel_is_the_ink_that_covers_its_square():
    fine = Image.new("L", (SIDE * 8, SIDE * 8))
    font = ImageFont.truetype(FONTS / "SourceSansPro-Regular.ttf", 30 * 8, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(fine).text((SIDE * 4, SIDE * 4), "8", 255, font, anchor="mm")
    covered = np.asarray(fine, float).reshape(SIDE, 8, SIDE, 8).mean((1, 3))
    picture = scene.run().picture[0]
    assert picture.shape == (SIDE, SIDE)
    assert np.abs(picture - covered).max() <= 1
    assert picture.min() == 0
    assert picture.max() == 255


def test_the_view_goes_in_until_the_numbers_can_be_read_and_comes_back_to_the_whole_picture():
    trace = scene.run()
    looking = trace.zooming == 1
    sides = trace.side[looking]
    assert sides[0] == SIDE
    assert sides.min() == 8
    assert trace.side[~looking].tolist() == [SIDE] * (~looking).sum()
    assert (trace.row + trace.side <= SIDE).all()
    assert (trace.column + trace.side <= SIDE).all()
    assert (trace.picture[looking] == trace.picture[0]).all()


def test_the_function_is_ten_weighted_sums_of_the_pixels_made_into_probabilities():
    trace = scene.run()
    _, w, b = scene.fit
    sums = trace.picture.reshape(len(trace), -1) / 255 @ w.double().numpy() + b.double().numpy()
    exponentials = np.exp(sums)
    np.testing.assert_allclose(trace.p, exponentials / exponentials.sum(1, keepdims=True), atol=2e-3)
    np.testing.assert_allclose(trace.p.sum(1), 1, rtol=1e-5)
    assert scene.facts(scene.run())["parameters"] == 28 * 28 * 10 + 10


def test_the_descent_starts_without_a_clue_and_names_most_of_what_it_has_never_seen():
    facts = scene.facts(scene.run())
    assert facts["first_loss"] == pytest.approx(np.log(10), rel=1e-5)  # every digit as likely as the others
    assert facts["last_loss"] < 0.1
    assert facts["accuracy"] > 0.9
    seen, held = scene.data()[0], scene.held_out_data()[0]
    assert distances(held, seen).min() > 1e-3


def test_every_digit_is_shown_from_the_held_out_pictures():
    trace = scene.run()
    held, _ = scene.held_out_data()
    shown = torch.tensor(trace.picture[trace.zooming == 0][1:]).flatten(1) / 255
    assert distances(shown, held).min(1).values.max() < 1e-3
    assert sorted(trace.digit[trace.zooming == 0][1:]) == sorted([*range(10)] * 2)


def test_what_it_is_told_to_have_named_rightly_is_counted():
    trace = scene.run()
    facts = scene.facts(trace)
    shown = trace.zooming == 0
    assert facts["asked"] == shown.sum()
    assert facts["right"] == (trace.p.argmax(1) == trace.digit)[shown].sum()
    assert 0 < facts["right"] < facts["asked"]  # one is wrong, and is not left out
