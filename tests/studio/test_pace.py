"""Which rows become frames, and how long these stand."""

import numpy as np
import pytest

from scenes.studio.draw.pace import FIRST, LAST, LONGEST, QUICK, REST, SLOW, STILL, frames


def moving(places):
    """The distance between rows of something that stands at these places, in pixels."""
    return lambda a, b: abs(places[b] - places[a])


def geometric(rows, ratio=0.8, start=100.0):
    return np.cumsum(np.concatenate([[0.0], start * ratio ** np.arange(rows - 1)]))


def test_a_film_rests_at_its_stops():
    rows, times = frames(range(60), [0, 7, 59], moving(geometric(60)))
    at = dict(zip(rows, times, strict=True))
    assert (at[0], at[7], at[59]) == (FIRST, REST, LAST) == (2500, 1500, 3000)


def test_it_is_slow_while_much_moves_and_quick_while_little_does():
    _, times = frames(range(60), [0, 59], moving(geometric(60)))
    between = times[1:-1]
    assert between == sorted(between, reverse=True)
    assert (between[0], between[-1]) == (SLOW, QUICK)
    assert all(time % 100 == 0 for time in times)


def test_rows_by_which_nothing_moves_two_pixels_are_left_out_in_regular_strides():
    places = geometric(200)
    rows, _ = frames(range(200), [0, 199], moving(places))
    assert rows[:4] == [0, 1, 2, 3]
    strides = np.diff(rows)[:-1]
    assert (np.diff(strides) >= 0).all()
    assert {*strides.tolist()} <= {1, 2, 5, 10, 20, 50, 100}
    moved = np.abs(np.diff(places[rows]))[:-1]
    assert (moved >= STILL).all()


def test_stops_are_always_frames():
    rows, _ = frames(range(0, 1001, 5), [0, 3, 998, 1000], moving(np.zeros(1001)))
    assert {0, 3, 998, 1000} <= {*rows}
    assert rows == sorted(rows)


@pytest.mark.parametrize("last", [1, 5, 60, 1000])
@pytest.mark.parametrize("step", [0.0, 1.0, 7.0, 300.0])
@pytest.mark.parametrize("stops", [2, 6])
def test_no_film_is_longer_than_fifteen_seconds(last, step, stops):
    at = sorted({*np.linspace(0, last, stops).round().astype(int).tolist()})
    for distance in (moving(np.arange(last + 1) * step), None):
        rows, times = frames(range(last + 1), at, distance)
        assert sum(times) <= LONGEST + 100 * len(rows)  # each is rounded
        assert (rows[0], rows[-1]) == (0, last)
        assert len(rows) == len(times)


def test_a_scene_may_give_its_own_times():
    rows, times = frames([0, 1, 2, 3, 4], [0, 2, 4], moving(np.zeros(5)), times=[900, 300, 900, 120, 900])
    assert rows == [0, 1, 2, 3, 4]
    assert times == [FIRST, 300, REST, 100, LAST]


def test_a_film_of_one_frame_stands_as_long_as_a_beginning_and_an_end():
    assert frames([0], [0], None) == ([0], [FIRST + LAST])
