"""What pixels_as_numbers claims, on its trace."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from scenes.pixels_as_numbers import OTHERS, PATCH, PLACE, scene
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


def test_the_eight_is_looked_at_in_four_stages_and_the_other_pictures_only_scored():
    trace = scene.run()
    assert trace.stage.tolist() == [0, 1, 2, 3] + [3] * (len(OTHERS) + 2)
    assert (trace.picture[:4] == trace.picture[0]).all()
    assert (trace.digit[:4] == 8).all()
    assert all(place + PATCH <= SIDE for place in PLACE)


def test_the_function_is_ten_weighted_sums_of_the_pixels_made_into_probabilities():
    trace = scene.run()
    _, w, b = scene.fit
    sums = trace.picture.reshape(len(trace), -1) / 255 @ w.double().numpy() + b.double().numpy()
    np.testing.assert_allclose(trace.scores, sums, atol=2e-2)
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


def test_the_other_pictures_are_held_out_ones_and_the_last_of_them_is_the_first_that_is_wrong():
    trace = scene.run()
    held, digits, _ = (its[1:] for its in scene.answers)
    shown = torch.tensor(trace.picture[4:-1]).flatten(1) / 255
    assert distances(shown, held).min(1).values.max() < 1e-3
    assert trace.digit[4:-2].tolist() == [*OTHERS]
    _, w, b = scene.fit
    wrong = ((held @ w + b).argmax(1) != digits).nonzero()[0, 0]
    assert distances(shown[-1:], held[wrong][None]).item() < 1e-3
    assert trace.named[-2] != trace.digit[-2] == digits[wrong]


def test_the_second_map_is_of_the_closest_rival_or_of_the_digit_that_it_is():
    trace = scene.run()
    order = trace.scores.argsort(1)
    assert (trace.named == order[:, -1]).all()
    right = (trace.named == trace.digit) & (trace.moved == 0)
    assert (trace.rival[right] == order[right, -2]).all()
    assert (trace.rival[-2] == trace.digit[-2]).all()


def test_what_it_is_told_to_have_named_rightly_is_counted():
    trace = scene.run()
    facts = scene.facts(trace)
    assert (trace.named == trace.p.argmax(1)).all()
    assert (trace.named != trace.digit).sum() == 1  # it is not left out
    assert trace.right[-1] == ((trace.named == trace.digit) & (trace.stage == 3) & (trace.moved == 0)).sum()
    assert facts["accuracy"] == pytest.approx(1 - facts["wrong"] / scene.held_out)


def test_much_of_the_wrong_picture_counts_against_what_it_is():
    trace = scene.run()
    _, w, _ = scene.fit
    votes = trace.picture[-2].ravel() / 255 * w[:, int(trace.digit[-2])].numpy()
    assert -votes[votes < 0].sum() > 0.8 * votes[votes > 0].sum()


def test_the_wrong_picture_is_named_rightly_when_it_is_moved_by_as_little_as_that_takes():
    trace = scene.run()
    by = int(trace.moved[-1])
    assert by
    np.testing.assert_array_equal(trace.picture[-1], np.roll(trace.picture[-2], by, 1))
    assert trace.named[-1] == trace.digit[-1] == trace.digit[-2]
    assert trace.rival[-1] == trace.named[-2]
    _, w, b = scene.fit
    for less in range(1 - abs(by), abs(by)):
        ink = np.roll(trace.picture[-2], less, 1).ravel() / 255
        assert (ink @ w.numpy() + b.numpy()).argmax() != trace.digit[-1]


def test_the_pixel_that_is_followed_counts_for_the_one_digit_and_against_the_other():
    trace = scene.run()
    _, w, _ = scene.fit
    (row, column), ink = trace.pixel[2].astype(int), trace.picture[2] / 255
    assert ink[row, column] == 1
    assert trace.vote[2] == pytest.approx(float(w[row * SIDE + column, 8]), abs=1e-5)
    assert trace.rival_vote[2] < 0 < trace.vote[2]
    assert all(place <= at < place + PATCH for place, at in zip(PLACE, (row, column), strict=True))


def test_where_it_gets_none_wrong_the_last_picture_is_the_one_it_is_least_sure_of():
    easy = replace(scene, held_out=20)
    _, digits, scores = easy.answers
    p = scores.softmax(1)
    assert (p.argmax(1) == digits).all()
    trace = easy.run()
    assert trace.probability[-1] == pytest.approx(float(p.max(1).values.min()), abs=5e-3)
    assert "least sure" in easy.stops(trace)[-1].words
