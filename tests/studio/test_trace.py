"""A trace is what the run was, whatever happens afterwards."""

import copy
import json
import pickle

import numpy as np
import pytest
import torch

from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.run import trace as trace_module
from scenes.studio.run.trace import RESERVED, Trace
from scenes.studio.store.paths import ANIMATIONS


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


def test_a_first_row_that_is_not_finite_is_refused_as_a_number_that_the_run_cannot_have():
    with pytest.raises(BadNumber, match=r"^the first row already has a loss that is nan, so there is nothing to film$"):
        record(float("nan"), 1)


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda trace: pickle.loads(pickle.dumps(trace))], ids=["copy", "deep", "pickle"]
)
def test_a_copy_of_a_trace_is_the_same_and_as_read_only(copied):
    trace = record(1, 2, float("inf"))
    other = copied(trace)
    assert other.loss.tolist() == [1, 2]
    assert (other.frame_rows, other.ended) == (trace.frame_rows, trace.ended)
    with pytest.raises(ValueError, match="read-only"):
        other.loss[0] = 7


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "yields no row"),
        (None, "yields no row"),
        ([torch.tensor(1.0)], "row 0 is not a dictionary"),
        ([{}], "row 0 is not a dictionary"),
        ([{"loss": 1.0}, {"loss": 1.0, "a": 2.0}], "row 1 has a series 'a' that row 0 has not"),
        ([{"loss": 1.0, "a": 2.0}, {"loss": 1.0}], "row 0 has a series 'a' that row 1 has not"),
        ([{"a": [1.0, 2.0]}, {"a": [1.0]}], r"'a' has the shape \(1,\) in row 1 and \(2,\) in row 0"),
        ([{"a": [[1.0], [1.0, 2.0]]}], "'a' in row 0 is a ragged list"),
        ([{"loss": 1.0, "form": "y = ax"}], "'form' in row 0 is 'y = ax', no number"),
        ([{"loss": 1.0, "step": 0}], "a series cannot be called 'step'"),
    ],
)
def test_rows_that_make_no_table_are_refused_in_a_line_that_names_where_they_come_from(rows, words):
    with pytest.raises(BadInput, match=f"^scenes.foo.Foo.train:? .*{words}|^scenes.foo.Foo.train {words}") as refused:
        Trace.record(rows, every, "scenes.foo.Foo.train")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_series_takes_a_name_of_the_trace_or_of_the_records(name):
    with pytest.raises(BadInput, match=f"'{name}'.*rename it"):
        Trace.record([{"loss": 1.0, name: 2.0}], every)


def test_every_name_that_a_trace_or_a_record_has_beside_its_series_is_reserved():
    assert {name for name in dir(record(1)) if not name.startswith("_")} <= RESERVED
    published = json.loads((ANIMATIONS / "good_lr.json").read_text(encoding="utf-8"))
    assert published.keys() <= RESERVED


def test_a_run_with_more_numbers_than_memory_is_meant_for_is_stopped_while_it_is_small(monkeypatch):
    monkeypatch.setattr(trace_module, "MOST_NUMBERS", 1000)
    taken = []

    def run():
        for step in range(100):
            taken.append(step)
            yield {"loss": 1.0, "batch": np.zeros(99)}

    with pytest.raises(BadNumber, match=r"^the first 11 rows hold over 1,000 numbers; ask for fewer steps or points$"):
        Trace.record(run(), every)
    assert len(taken) == 11


def test_scalars_are_the_losses_and_each_component_of_the_parameters():
    rows = ({"loss": t, "a": np.array([t, -t]), "grad": np.array([2 * t, 0.0]), "batch": np.array([7, 8, 9])} for t in (1.0, 2.0))
    columns = Trace.record(rows, every).scalars()
    assert {name: values.tolist() for name, values in columns.items()} == {
        **{"loss": [1, 2], "a_0": [1, 2], "a_1": [-1, -2]},
        **{"grad_0": [2, 4], "grad_1": [0, 0]},
    }


def test_parameters_of_two_axes_are_no_scalars():
    rows = ({"loss": t, "a": np.zeros((2, 3)), "grad": np.zeros((2, 3))} for t in (1.0, 2.0))
    assert list(Trace.record(rows, every).scalars()) == ["loss"]


def test_indexes_are_no_scalars_even_where_there_are_as_many_as_parameters():
    rows = ({"loss": t, "a": np.array([t, t]), "batch": np.array([3, 4])} for t in (1.0, 2.0))
    assert list(Trace.record(rows, every).scalars()) == ["loss", "a_0", "a_1"]


def test_matrices_are_no_scalars_though_parameters_be_some():
    rows = ({"loss": t, "a": np.full((2, 3), t)} for t in (1.0, 2.0))
    assert list(Trace.record(rows, every).scalars()) == ["loss"]
