"""What pixels_as_numbers claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from scenes.pixels_as_numbers import PATCH, scene
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


def test_the_frame_moves_over_the_eight_and_the_function_gets_the_whole_picture():
    trace = scene.run()
    looking = trace.asked == 0
    assert trace.patch[0].tolist() == [-1, -1]
    assert ((trace.patch[looking][1:] >= 0) & (trace.patch[looking][1:] + PATCH <= SIDE)).all()
    assert (trace.patch[~looking] == -1).all()
    assert (trace.picture[: looking.sum() + 1] == trace.picture[0]).all()
    assert (trace.digit[: looking.sum() + 1] == 8).all()


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
    seen, held = scene.data()[0], scene.answers[0][1:]
    assert distances(held, seen).min() > 1e-3


def test_every_digit_is_shown_once_from_the_held_out_pictures_and_then_the_first_that_is_wrong():
    trace = scene.run()
    held, digits, _ = (its[1:] for its in scene.answers)
    shown = torch.tensor(trace.picture[trace.asked == 1][1:]).flatten(1) / 255
    assert distances(shown, held).min(1).values.max() < 1e-3
    assert trace.digit[trace.asked == 1][1:-1].tolist() == [*range(10)]
    _, w, b = scene.fit
    wrong = ((held @ w + b).argmax(1) != digits).nonzero()[0, 0]
    assert distances(shown[-1:], held[wrong][None]).item() < 1e-3
    assert trace.named[-1] != trace.digit[-1] == digits[wrong]


def test_what_it_is_told_to_have_named_rightly_is_counted():
    trace = scene.run()
    facts = scene.facts(trace)
    shown = trace.asked == 1
    assert (trace.named == trace.p.argmax(1)).all()
    assert (trace.named != trace.digit)[shown].sum() == 1  # it is not left out
    assert facts["accuracy"] == pytest.approx(1 - facts["wrong"] / scene.held_out)


def test_where_it_gets_none_wrong_the_last_picture_is_the_one_it_is_least_sure_of():
    easy = replace(scene, held_out=20)
    _, digits, p = easy.answers
    assert (p.argmax(1) == digits).all()
    trace = easy.run()
    assert trace.probability[-1] == pytest.approx(float(p.max(1).values.min()), abs=5e-3)
    assert "least sure" in easy.stops(trace)[-1].words
