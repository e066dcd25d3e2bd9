"""What holds for every scene, whatever its lesson."""

import hashlib
import json
import re
import unicodedata
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
import torch
from matplotlib import rc_context
from matplotlib.text import Text
from names import FILMS

from scenes.studio.cli.main import main as cli
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import SIZE, THEMES
from scenes.studio.store import fingerprint, record, render
from scenes.studio.store.load import load

FIRST_SIX = ("good_lr", "minibatch_noise", "overfit_polynomial", "quadratic_descent", "too_high_lr", "too_low_lr")
every_scene = pytest.mark.parametrize("name", FILMS)
first_six = pytest.mark.parametrize("name", FIRST_SIX)
RING = 24  # pixels at the edge where nothing is drawn: the margin of 32, less the half of a line or a letter


@cache
def run(name):
    return load(name).run()


@pytest.mark.parametrize(("name", "theme"), [*((name, "light") for name in FILMS), ("too_high_lr", "dark")])
def test_every_frame_is_a_whole_redraw_whatever_was_drawn_before(name, theme, film_of):
    film = film_of(name, theme)
    quick = [hashlib.sha1(film.packed(i)).digest() for i in range(len(film))]
    wrong = [i for i in reversed(range(len(film))) if hashlib.sha1(film.redrawn(i)).digest() != quick[i]]
    assert not wrong


@every_scene
def test_the_still_layer_holds(name, film_of):
    film = film_of(name)
    moving_camera = any(ax.name == "3d" for ax in film.figure.axes)
    assert not film.whole or moving_camera


@every_scene
def test_the_first_frame_is_the_untouched_guess_and_the_last_one_the_end(name):
    trace = run(name)
    assert trace.frame_rows[0] == 0
    assert trace.frame_rows[-1] == len(trace) - 1
    assert (np.diff(trace.frame_rows) > 0).all()
    guess = next(iter(load(name).train()))
    for series, value in guess.items():
        np.testing.assert_array_equal(trace.series[series][0], torch.as_tensor(value).detach())


@every_scene
def test_a_run_has_finite_numbers_in_each_row(name):
    trace = run(name)
    assert trace.ended is None
    assert len(trace) > 1
    assert {series: len(values) for series, values in trace.series.items()} == dict.fromkeys(trace.series, len(trace))
    assert all(np.isfinite(values).all() for values in trace.series.values())


@first_six
def test_a_descent_has_the_standard_series_a_row_for_the_guess_and_one_for_each_step(name):
    scene, trace = load(name), run(name)
    assert next(iter(trace.scalars())) == "loss"
    assert trace.loss.shape == (scene.steps + 1,)
    assert trace.a.shape == trace.grad.shape == (scene.steps + 1, trace.a.shape[1])
    assert ("val_loss" in trace.series) == (name == "overfit_polynomial")
    assert ("batch" in trace.series) == (name == "minibatch_noise")


@first_six
def test_each_step_of_a_descent_goes_against_the_gradient(name):
    a, grad = run(name).a.astype(float), run(name).grad
    size = np.abs(a[1:]).max(1, keepdims=True)
    np.testing.assert_allclose(a[1:] / size, (a[:-1] - load(name).lr * grad[:-1]) / size, atol=1e-6)


@every_scene
def test_every_number_of_a_scene_is_a_flag_of_its_own(name, capsys):
    with pytest.raises(SystemExit):
        cli(["render", name, "--help"])
    told = capsys.readouterr().out
    for field in fields(load(name)):
        assert f"--{'data' if field.name == 'user_points' else field.name.replace('_', '-')} " in told


@every_scene
def test_only_the_scenes_own_seed_decides_its_run(name):
    first = load(name).run()
    torch.manual_seed(123)
    np.random.seed(123)
    second = load(name).run()
    assert first.frame_rows == second.frame_rows
    assert {series: values.tobytes() for series, values in first.series.items()} == {
        series: values.tobytes() for series, values in second.series.items()
    }


@pytest.mark.parametrize("name", sorted({*FIRST_SIX} - {"quadratic_descent"}))  # which has no data
def test_another_seed_gives_other_data(name):
    scene = load(name)
    assert not torch.equal(scene.data()[1], replace(scene, seed=scene.seed + 1).data()[1])


@every_scene
def test_nothing_touches_the_margin(name, film_of):
    film = film_of(name)
    for i in (0, len(film) // 3, len(film) // 2, 2 * len(film) // 3, len(film) - 1):
        drawn = film.packed(i) != 0xFFFFFFFF
        assert drawn.any()
        drawn[RING:-RING, RING:-RING] = False
        assert not drawn.any(), f"frame {i}, first at {np.argwhere(drawn)[0]}"


@every_scene
def test_lettering_can_be_read_from_the_back_of_the_room(name, film_of):
    film = film_of(name)
    assert film.figure.bbox.size.tolist() == list(SIZE)
    film.redrawn(len(film) - 1)
    sizes = {
        text.get_text(): text.get_fontsize() * film.figure.dpi / 72
        for text in film.figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    }
    assert len(sizes) > 10
    assert {text: size for text, size in sizes.items() if size < 18 - 1e-6} == {}


@first_six
def test_step_and_loss_can_be_read_in_the_picture(name, film_of):
    film, trace = film_of(name), run(name)
    losses = trace.series.get("full_loss", trace.loss)
    for step in (trace.frame_rows[0], trace.frame_rows[len(film) // 3], trace.frame_rows[-1]):
        film.frame(step)
        texts = [text.get_text() for text in film.figure.findobj(Text)]
        assert f"step {step}" in texts
        (told,) = [text for text in texts if re.match(r"(training )?loss .*\d", text)]
        value, half_a_digit = read(told.rpartition("loss")[2])
        assert value == pytest.approx(losses[step], abs=half_a_digit, rel=1e-6)


def read(lettered):
    """A number as it stands in a film, such as −1.83 × 10⁷, and half a unit in its last place."""
    text = unicodedata.normalize("NFKC", lettered.replace(" × 10", "e").replace("−", "-")).strip()
    mantissa, _, exponent = text.partition("e")
    return float(text), 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


@pytest.mark.parametrize(
    ("name", "changes"),
    [*((name, {"lr": 50.0}) for name in FIRST_SIX), *((name, {"steps": 1}) for name in FIRST_SIX), ("quadratic_descent", {"guess": 0.0})],
)
def test_a_film_with_other_numbers_can_be_drawn_whatever_becomes_of_the_run(name, changes):
    scene = load(name, changes)
    trace = scene.run()
    use_fonts()
    with rc_context(THEMES["light"].rc()):
        film = render.film(scene, trace, THEMES["light"], (640, 360))
        assert (film[0] != film[-1]).any() or len(film) == 1 or (trace.a == trace.a[0]).all()
        texts = [text.get_text() for text in film.figure.findobj(Text)]
    if changes == {"lr": 50.0} and trace.ended:
        assert any(f"is inf at step {trace.ended.step}" in text for text in texts)


@every_scene
def test_the_page_calls_each_frame_what_the_picture_calls_it(name, films, film_of):
    """The strip over the panels says where the run stands; the player, the notes and the decks say it from the record."""
    film = film_of(name)
    told = record.Record(films(name), name)
    strip = next(ax for ax in film.figure.axes if ax.get_label() == "readouts")
    for step in film.steps:
        film.frame(step)
        assert told.label(step) == strip.texts[0].get_text()


@every_scene
def test_a_scene_has_a_title_a_caption_an_alt_text_and_a_description(name, films):
    film = json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))
    words = [film[kind] for kind in ("title", "caption", "alt", "description")]
    assert all(words)
    assert len(set(words)) == 4
    assert not re.search(r"[{}]", " ".join(words))
    assert film["alt"][-1] == film["caption"][-1] == film["description"][-1] == "."
    assert len(film["caption"]) < len(film["description"]) > len(film["alt"])


@every_scene
def test_the_record_tells_what_the_run_was(name, films):
    film = json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))
    scene, trace = load(name), run(name)
    assert film["name"] == name
    assert film["source"] == f"scenes/{name}.py"
    assert film["params"] == {field.name: getattr(scene, field.name) for field in fields(scene) if field.name != "user_points"}
    assert film["series"].keys() == trace.scalars().keys()
    for series, values in trace.scalars().items():
        told = film["series"][series]
        ends = {"first": values[0], "last": values[-1], "min": values.min(), "max": values.max()}
        assert {end: np.float32(number) for end, number in told.items()} == ends
    assert film["steps"] == trace.frame_rows
    assert film["fps"] == scene.fps
    assert film["size"] == list(SIZE)
    assert film["fingerprint"] == fingerprint.fingerprint(name)
    assert film["versions"]["torch"].split("+")[0] == torch.__version__.split("+")[0]
    assert {file: (films(name) / file).stat().st_size for file in film["files"]} == film["files"]
    assert film["files"].keys() >= {f"{name}.{ext}" for ext in ("gif", "mp4", "png", "csv")}


@every_scene
def test_the_csv_reads_back_as_the_trace_bit_for_bit(name, films):
    head, *rows = (films(name) / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    trace = run(name)
    assert head.split(",") == ["step", *trace.scalars()]
    table = np.array([row.split(",") for row in rows])
    assert table[:, 0].astype(int).tolist() == list(range(len(trace)))
    for column, values in zip(table.T[1:], trace.scalars().values(), strict=True):
        np.testing.assert_array_equal(column.astype(np.float32), values)


@first_six
@pytest.mark.parametrize(
    ("number", "told"),
    [
        *(({"lr": lr}, "lr must be") for lr in (float("nan"), float("inf"), 0.0, -1.0)),
        *(({"steps": steps}, "steps must be a whole number from 1 to 100,000") for steps in (0, 100_001)),
    ],
)
def test_a_number_that_no_run_can_have_is_refused(name, number, told):
    with pytest.raises(ValueError, match=told):
        replace(load(name), **number)
