"""The stops of a film, and the sentences that its canvas shows."""

import math

import numpy as np
import pytest

from scenes.studio.errors import BadInput
from scenes.studio.run.scene import Scene, first
from scenes.studio.run.story import Stop, stops
from scenes.studio.words import say, say_each


def told(story, rows=10, **numbers):
    return stops(story, rows, lambda row: {"loss": float(row)} | numbers, "scenes.x.X")


def test_stops_stand_in_the_order_of_the_run_with_the_numbers_of_their_row():
    story = {0: "Starts at {loss:.1f}", -1: "Ends at {loss:.1f}", np.int64(4): "{lr:g} a step: {loss:.0f}"}
    assert told(story, lr=0.1) == [Stop(0, "Starts at 0.0"), Stop(4, "0.1 a step: 4"), Stop(9, "Ends at 9.0")]


def test_a_stop_that_does_not_occur_in_the_run_is_left_out():
    assert told({0: "a", None: "never", -1: "b"}) == [Stop(0, "a"), Stop(9, "b")]


def test_on_one_row_the_earlier_sentence_stands_but_the_last_word_on_the_last_row():
    assert told({0: "a", 3: "b", -7: "c", 9: "turn", -1: "end"}) == [Stop(0, "a"), Stop(3, "b"), Stop(9, "end")]
    assert told({0: "a", -1: "b"}, rows=1) == [Stop(0, "a")]


@pytest.mark.parametrize(
    ("story", "message"),
    [
        ({0: "a"}, "give the first row, 0, and the last, -1, a sentence"),
        ({3: "a", -1: "b"}, "give the first row, 0, and the last, -1, a sentence"),
        ({0: "a", 10: "b", -1: "c"}, "there is no row 10; the run has rows 0 to 9"),
        ({0: "one two three four five six seven eight nine ten eleven", -1: "b"}, "a sentence has at most 10 words"),
        ({0: "{lost:.1f}", -1: "b"}, "“{lost:.1f}”: 'lost' cannot be filled in; the run has loss"),
        ({0: "{loss:.1q}", -1: "b"}, "“{loss:.1q}”: .*format.* cannot be filled in"),
    ],
)
def test_a_story_that_does_not_fit_its_run_is_refused_in_a_line(story, message):
    with pytest.raises(BadInput, match=rf"^scenes.x.X.story.*{message}") as error:
        told(story)
    assert len(str(error.value).splitlines()) == 1


def test_a_scene_tells_its_story_with_its_numbers_and_facts():
    class Halving(Scene):
        lr: float

        times = [300, 200]
        counter = "{t}: {loss:.2f}"

        def train(self):
            for step in range(4):
                yield {"loss": 0.5**step, "a": np.array([step * 1.0])}

        def facts(self, trace):
            return {"least": float(trace.loss.min())}

        def story(self, trace):
            return {0: "Rate {lr:g}", first(trace.loss < 0.3): "At {a_0:.0f}: {loss:.2f}", -1: "Least {least:.3f}"}

    scene = Halving(lr=0.1)
    assert scene.stops(scene.run()) == [Stop(0, "Rate 0.1"), Stop(2, "At 2: 0.25"), Stop(3, "Least 0.125")]
    assert scene.frame_labels(scene.run()) == ["0: 1.00", "1: 0.50", "2: 0.25", "3: 0.12"]
    assert scene.pace(scene.run()) == [300, 200, 200, 200]


def test_a_template_is_filled_for_each_row_with_its_own_numbers_and_those_of_all():
    assert say_each("{lr:g} × {size:.1f}", lr=0.1, size=np.array([2.0, -1.5])) == ["0.1 × 2.0", "0.1 × −1.5"]
    assert say_each("{n} points", n=[]) == []
    with pytest.raises(ValueError, match="shorter"):
        say_each("{a} {b}", a=[1, 2], b=[1])


def test_the_first_row_of_what_never_happens_is_none():
    assert first(np.array([False, True, True])) == 1
    assert first(np.array([False, False])) is None


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{x:.2f}", -0.5, "−0.50"),
        ("{x:.2f}", -0.001, "0.00"),
        ("{x:.2f}", 1.25e7, "1.2 × 10⁷"),
        ("{x:.3g}", 9.0514, "9.05"),
        ("{x:.2g}", 1234.0, "1200"),
        ("{x:.2g}", 1.8e7, "1.8 × 10⁷"),
        ("{x:g}", 1e-6, "1 × 10⁻⁶"),
        ("{x:.2f}", np.float32(0.1), "0.10"),
        ("step {x}", 12, "step 12"),
        ("{x:.1f}", math.inf, "inf"),
    ],
)
def test_numbers_in_a_sentence_are_set_for_readers(template, value, text):
    assert say(template, x=value) == text
