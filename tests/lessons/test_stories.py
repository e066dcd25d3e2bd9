"""What holds for the story of every film: its stops, its times, its words, and that these can be read."""

import json
import re
import sys
from itertools import accumulate

import pytest
from drawn import run, scene
from lettering import adds_up, clashes, sums
from matplotlib import rc_context
from matplotlib.text import Text
from names import FILMS

from scenes.studio import words as wording
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import SIZE, TALL, THEMES
from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.store.load import load
from scenes.studio.store.render import staged

every_scene = pytest.mark.parametrize("name", FILMS)


def record(films, name):
    return json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))


@every_scene
def test_a_story_has_three_to_six_stops_from_the_first_frame_to_the_last(name, films):
    film = record(films, name)
    stops, steps = film["stops"], film["steps"]
    assert 3 <= len(stops) <= 6
    assert (stops[0]["frame"], stops[-1]["frame"]) == (0, len(steps) - 1)
    assert [stop["frame"] for stop in stops] == sorted({stop["frame"] for stop in stops})
    assert all(steps[stop["frame"]] == stop["row"] for stop in stops)


@every_scene
def test_each_stop_says_something_of_its_own_in_ten_words(name, films):
    said = [stop["words"] for stop in record(films, name)["stops"]]
    assert len(set(said)) == len(said)
    for words in said:
        assert len(words.replace(" × ", "×").split()) <= 10
        assert not re.search(r"[{}]|\bnan\b|\binf\b", words)
        assert words[0].isupper() or not words[0].isalpha()


@every_scene
def test_a_film_rests_where_it_speaks_and_lasts_no_longer_than_it_is_watched(name, films):
    film = record(films, name)
    times, frames = film["durations_ms"], [stop["frame"] for stop in film["stops"]]
    assert (times[0], times[-1]) == (2500, 3000)
    assert all(1200 <= times[frame] <= 2000 for frame in frames[1:-1])
    assert 6000 <= sum(times) <= 20_000
    assert sum(times) == film["duration_ms"]


@every_scene
def test_the_captions_have_a_cue_for_each_stop_at_its_time(name, films):
    film = record(films, name)
    head, *cues = (films(name) / f"{name}.vtt").read_text(encoding="utf-8").rstrip().split("\n\n")
    starts = [0, *accumulate(film["durations_ms"])]
    begins = [starts[stop["frame"]] for stop in film["stops"]]
    assert head == "WEBVTT"
    for cue, stop, begin, end in zip(cues, film["stops"], begins, [*begins[1:], starts[-1]], strict=True):
        time, words = cue.split("\n")
        assert [clock(text) for text in time.split(" --> ")] == [begin, end]
        assert words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == stop["words"]


def clock(text):
    """Milliseconds of 00:00:02.500."""
    hours, minutes, seconds = text.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


def drawn(name, numbers, theme="light", size=SIZE):
    """The figure of a film, its move to a row, and the rows at which it speaks."""
    its = load(name, numbers) if numbers else scene(name)
    trace = its.run() if numbers else run(name)
    stage, show, rows, _ = staged(its, trace, THEMES[theme], size)
    stops = [stop.row for stop in its.stops(trace)]
    return stage.figure, show, rows, stops


def unreadable(name, numbers=None, theme="light", size=SIZE, between=4, least=0.0):
    """What cannot be read in a film, is lettered smaller than `least` pixels, or does not add up: at its stops and some frames between."""
    use_fonts()
    with rc_context(THEMES[theme].rc()):
        figure, show, rows, stops = drawn(name, numbers or {}, theme, size)
        told = {}
        for row in sorted({*stops, *rows[:: max(1, len(rows) // between)]}):
            show(row)
            added = [f"{line} does not add up" for line in sums(figure) if not adds_up(line)]
            if wrong := clashes(figure) + added + (smaller(figure, least) if least else []):
                told[row] = wrong
        return told


@pytest.mark.parametrize("theme", THEMES)
@every_scene
def test_nothing_that_is_written_lies_on_anything_or_is_cut_off(name, theme):
    assert unreadable(name, theme=theme, between=12 if theme == "light" else 2) == {}


def smaller(figure, least):
    """What is written with letters of less than so many pixels."""
    seen = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return sorted({f"“{text.get_text()}” is small" for text in seen if text.get_fontsize() * figure.dpi / 72 < least})


@every_scene
def test_the_cut_for_phones_can_be_read_on_a_screen_390_pixels_wide(name):
    assert unreadable(name, size=TALL, between=1, least=12 * TALL[0] / 390) == {}


@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1080)])
@every_scene
def test_a_tall_and_a_square_film_can_be_read_as_well(name, size):
    assert unreadable(name, size=size, between=2) == {}


def takes():
    """Films with rates from a tenth of their own to twice it, and with 5 to 1,000 steps, or points where they take a step a point."""
    for name in FILMS:
        numbers = vars(load(name))
        few, many = {"steps": 5}, {"steps": 1000} if "steps" in numbers else {"points": 1000}
        changes = [{"lr": numbers["lr"] / 10} | few, {"lr": 2 * numbers["lr"]} | many] if "lr" in numbers else [few, many]
        for change in changes:
            yield name, {number: value for number, value in change.items() if number in numbers}


@pytest.mark.parametrize(("name", "numbers"), [(name, numbers) for name, numbers in takes() if numbers])
def test_a_take_can_be_read_as_well(name, numbers):
    try:
        load(name, numbers)
    except (BadInput, BadNumber):
        pytest.skip("the scene refuses these numbers")
    assert unreadable(name, numbers, between=2) == {}


@every_scene
def test_every_word_on_the_canvas_comes_from_a_template(name, monkeypatch):
    """A translation is a table of templates, so that no words may go round `say`."""
    mark = "\N{ZERO WIDTH SPACE}"
    plain = wording.say
    for module in [module for module in sys.modules.values() if vars(module).get("say") is wording.say]:
        monkeypatch.setattr(module, "say", lambda template, /, **numbers: mark + plain(template, **numbers))
    use_fonts()
    with rc_context(THEMES["light"].rc()):
        figure, show, _, stops = drawn(name, {})
        for row in stops:
            show(row)
            said = {text.get_text() for text in figure.findobj(Text) if text.get_visible()}
            assert {text for text in said if re.search("[A-Za-z]{2}", text) and mark not in text} == set()
