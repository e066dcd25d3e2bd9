"""A trace is what the run was, whatever happens afterwards."""

import numpy as np
import pytest
import torch

from scenes.studio.run.trace import Trace


def every(last):
    return range(last + 1)


def record(*losses):
    return Trace.record(({"loss": np.float32(loss)} for loss in losses), every)


def test_rows_are_copied_at_once_though_sgd_writes_in_place():
    def run():
        a, counts = torch.zeros(2), np.zeros(1)
        for _ in range(3):
            yield {"loss": a.sum(), "a": a, "counts": counts}
            a += 1
            counts += 1

    trace = Trace.record(run(), every)
    assert trace.a.tolist() == [[0, 0], [1, 1], [2, 2]]
    assert trace.counts.tolist() == [[0], [1], [2]]
    assert trace.loss.tolist() == [0, 2, 4]


def test_nobody_can_change_a_row():
    trace = record(1, 2)
    with pytest.raises(ValueError, match="read-only"):
        trace.loss[0] = 7


def test_an_unknown_series_is_named_with_those_there_are():
    with pytest.raises(AttributeError, match=r"no series 'lost'; it has loss$"):
        _ = record(1, 2).lost


@pytest.mark.parametrize("wild", ["inf", "-inf", "nan"])
def test_a_run_that_leaves_the_finite_numbers_ends_before_that_step(wild):
    def run():
        yield {"loss": 1.0, "a": np.array([1.0, 2.0])}
        yield {"loss": 5.0, "a": np.array([3.0, 4.0])}
        yield {"loss": 9.0, "a": np.array([5.0, float(wild)])}
        raise AssertionError("the run goes on")

    trace = Trace.record(run(), every)
    assert trace.loss.tolist() == [1, 5]
    assert trace.frame_rows == [0, 1]
    assert (trace.ended.step, trace.ended.series, trace.ended.value) == (2, "a", wild)


def test_a_run_that_stays_finite_has_no_such_end():
    assert record(1, 2).ended is None


def test_a_guess_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="guess"):
        record(float("nan"), 1)


def test_scalars_are_the_losses_and_each_component_of_the_parameters():
    rows = ({"loss": t, "a": np.array([t, -t]), "grad": np.array([2 * t, 0.0]), "batch": np.array([7, 8, 9])} for t in (1.0, 2.0))
    columns = Trace.record(rows, every).scalars()
    assert {name: values.tolist() for name, values in columns.items()} == {
        **{"loss": [1, 2], "a_0": [1, 2], "a_1": [-1, -2]},
        **{"grad_0": [2, 4], "grad_1": [0, 0]},
    }


def test_indexes_are_no_scalars_even_where_there_are_as_many_as_parameters():
    rows = ({"loss": t, "a": np.array([t, t]), "batch": np.array([3, 4])} for t in (1.0, 2.0))
    assert list(Trace.record(rows, every).scalars()) == ["loss", "a_0", "a_1"]
