"""What secant_to_tangent claims, on its trace, against the parabola that the mean squared error is in the intercept."""

import numpy as np

from scenes.secant_to_tangent import START, scene


def test_the_quotient_is_the_derivative_plus_exactly_h():
    trace = scene.run()
    x, y = (tensor.double().numpy() for tensor in scene.data())
    misses = -x[:, 0] + START - y
    np.testing.assert_allclose(trace.grad, 2 * misses.mean(), rtol=1e-6)  # d/db mean((x·slope + b − y)²)
    # L(b + h) − L(b) = h·L'(b) + h²
    np.testing.assert_allclose(trace.quotient, 2 * misses.mean() + trace.h, rtol=1e-6)


def test_every_frame_quarters_the_nudge_and_the_gap():
    trace = scene.run()
    np.testing.assert_array_equal(trace.h, scene.widest / 4.0 ** np.arange(scene.quarterings + 1))
    gap = trace.quotient - trace.grad
    np.testing.assert_allclose(gap[1:] / gap[:-1], 0.25, rtol=1e-3)
    assert gap[-1] < 0.002


def test_seven_digits_are_too_few_for_a_tiny_nudge():
    trace = scene.run()
    facts = scene.facts(trace)
    spacing = np.spacing(np.float32(trace.loss[0]))  # the least that two losses in float32 can differ by
    assert spacing > facts["tiny"] * abs(trace.grad[0])  # more than the change that is looked for
    assert abs(facts["tiny_quotient"] - trace.grad[0]) > 1
