"""What line_as_product claims, on its trace."""

import numpy as np
import torch

from scenes.line_as_product import FORMS, scene
from scenes.shared.line_fit import lecture_points


def test_only_a_one_beside_the_intercept_gives_every_point_of_the_line_its_y():
    trace = scene.run()
    x, y = scene.data()
    line = 3 * x[:, 0] + 2
    np.testing.assert_allclose(y, line, atol=1e-12)  # the matrix product
    right = [np.allclose(ys, line, atol=1e-6) for ys in trace.ys]
    assert right == [True, False, False, False, True, True, False, False, False]
    assert trace.partner[4] == 1
    assert trace.y[4] == trace.y[0]
    assert (x[:, 1] == 1).all()
    assert torch.unique(x[:, 0]).numel() == scene.dots  # an x of its own for each


def test_paired_with_x_the_intercept_tilts_and_paired_with_one_number_it_lifts_all_alike():
    trace = scene.run()
    x = scene.data()[0][:, 0].numpy()
    np.testing.assert_allclose(trace.ys[1], 5 * x, atol=1e-6)
    lifts = trace.ys[2:5] - 3 * x
    np.testing.assert_allclose(lifts, np.outer([0, 1, 2], np.ones(scene.dots)), atol=1e-6)


def test_a_longer_row_follows_the_same_rule_to_a_curve():
    trace = scene.run()
    x = scene.data()[0][:, 0].numpy()
    np.testing.assert_allclose(trace.ys[-1], 3 * x - 3 * x**2 + 2, atol=1e-6)


def test_all_forms_agree_where_the_row_has_an_x_and_a_one():
    a, row = torch.tensor([3.0, 2.0]), torch.tensor([-0.33, 1.0])
    values = [form(a, row).item() for form in FORMS.values()]
    np.testing.assert_allclose(values, values[0], rtol=1e-6)


def test_the_products_add_up_with_the_digits_that_are_shown():
    trace = scene.run()
    for at, partner, bend, y in zip(trace.x, trace.partner, trace.bend, trace.y, strict=True):
        x = round(float(at), 1)
        shown = [float(f"{product:.3g}") for product in (3 * x, 2 * float(partner), float(bend) * round(x * x, 2))]
        assert round(sum(shown), 6) == float(f"{y:.3g}")


def test_the_points_are_the_lectures_to_one_decimal():
    x, _ = scene.data()
    lecture = lecture_points(seed=scene.seed)[0][:, 0]
    assert all((lecture - place).abs().min() < 0.051 for place in x[:, 0])
