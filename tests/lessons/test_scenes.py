"""What holds for every scene, whatever its lesson."""

import json
import re
import unicodedata
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from drawn import run
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from names import FILMS

from scenes.shared.line_fit import LineFit
from scenes.studio.cli.main import _parser
from scenes.studio.cli.main import main as cli
from scenes.studio.draw.fonts import use_fonts
from scenes.studio.draw.theme import LIGHT, SIZE, THEMES
from scenes.studio.encode.mp4 import FPS
from scenes.studio.errors import BadInput, BadNumber
from scenes.studio.run.scene import FLAGS, MOST, Scene, log_rows
from scenes.studio.store import catalog, fingerprint, record, render
from scenes.studio.store.job import RenderJob
from scenes.studio.store.load import load

FIRST_SIX = ("good_lr", "minibatch_noise", "overfit_polynomial", "quadratic_descent", "too_high_lr", "too_low_lr")
every_scene = pytest.mark.parametrize("name", FILMS)
first_six = pytest.mark.parametrize("name", FIRST_SIX)
RING = 24  # pixels at the edge where nothing is drawn: the margin of 32, less the half of a line or a letter


@pytest.mark.parametrize(("name", "theme"), [*((name, "light") for name in FILMS), ("too_high_lr", "dark")])
def test_every_frame_is_a_whole_redraw_whatever_was_drawn_before(name, theme, film_of, drawn_of):
    film, drawn = film_of(name, theme), drawn_of(name, theme)
    assert len(drawn) == len(film)
    wrong = [i for i in reversed(range(len(film))) if not np.array_equal(film.redrawn(i), drawn[i])]
    assert not wrong


@every_scene
def test_our_renderer_draws_what_matplotlibs_own_draws(name, film_of):
    film = film_of(name)
    ours = film.redrawn(len(film) // 2).copy()
    for artist in film._movers:
        artist.set_animated(False)
    try:
        own = FigureCanvasAgg(film.figure)
        own.draw()
    finally:  # the film is kept for other tests
        film.figure.set_canvas(film.canvas)
        for artist in film._movers:
            artist.set_animated(True)
    np.testing.assert_array_equal(np.asarray(own.buffer_rgba()).view(np.uint32)[..., 0], ours)


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
    first = run(name)
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
def test_nothing_touches_the_margin(name, drawn_of):
    for i, frame in enumerate(drawn_of(name)):
        drawn = frame != 0xFFFFFFFF
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
    assert len(sizes) > 5
    assert {text: size for text, size in sizes.items() if size < 18 - 1e-6} == {}


@first_six
def test_step_and_loss_can_be_read_in_the_picture(name, film_of):
    film, trace = film_of(name), run(name)
    losses = trace.series.get("full_loss", trace.loss)
    for step in (film.steps[0], film.steps[len(film) // 3], film.steps[-1]):
        film.frame(step)
        texts = [text.get_text() for text in film.figure.findobj(Text) if text.get_visible()]
        assert f"step {step}" in texts
    told = [read(number) for text in texts if "loss" in text.lower() or "training" in text for number in NUMBER.findall(text)]
    assert any(abs(value - losses[-1]) <= half_a_digit * (1 + 1e-6) for value, half_a_digit in told), (losses[-1], told)


NUMBER = re.compile(r"−?\d+(?:\.\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


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
        film.frame(film.steps[-1])
        texts = [text.get_text() for text in film.figure.findobj(Text)]
    if changes == {"lr": 50.0} and trace.ended:
        assert any(f"then {trace.ended.series} is {trace.ended.value}" in text for text in texts)


@every_scene
def test_the_page_calls_each_frame_what_the_picture_calls_it(name, films, film_of):
    """The strip over the panels says where the run stands; the player, the notes and the decks say it from the record."""
    film = film_of(name)
    told = record.Record(films(name), name)
    strip = next(ax for ax in film.figure.axes if ax.get_label() == "strip")
    for step in film.steps:
        film.frame(step)
        assert told.label(step) == strip.texts[0].get_text()


@every_scene
def test_a_scene_has_a_title_a_caption_an_alt_text_and_a_description(name, films):
    film = json.loads((films(name) / f"{name}.json").read_text(encoding="utf-8"))
    words = [film[kind] for kind in ("title", "caption", "alt", "description")]
    assert all(words)
    assert len(set(words)) == 4
    assert not re.search(r"[{}]|\w\(\w+=|\d\d\.0 [a-z]", " ".join(words)), "a number that is not told as readers read it"
    assert " and " not in film["caption"], "a film that needs an “and” shows two ideas"
    assert len(film["caption"].split()) <= 20
    assert film["alt"][-1] == film["caption"][-1] == film["description"][-1] == "."
    assert len(film["caption"]) < len(film["description"]) > len(film["alt"])


@every_scene
def test_the_record_tells_what_the_run_was(name, films, film_of):
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
    assert film["steps"] == film_of(name).steps
    assert film["durations_ms"] == film_of(name).durations
    assert film["fps"] == FPS
    assert film["poster"] == scene.poster_frame(len(film["steps"]))
    assert film["size"] == list(SIZE)
    assert film["fingerprint"] == fingerprint.fingerprint(name)
    assert film["versions"]["torch"].split("+")[0] == torch.__version__.split("+")[0]
    assert {file: (films(name) / file).stat().st_size for file in film["files"]} == film["files"]
    assert film["files"].keys() >= {f"{name}.{ext}" for ext in ("gif", "mp4", "png", "csv", "vtt")}


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


FLOATS = -1.0, 0.0, 1e-30, 50.0, 1e30
FEW_STEPS = 12


def extremes():
    """Each number of each scene with the least and the most it may be, or with wild values where it has no bounds."""
    for scene, name in {type(load(name)): name for name in catalog.names()}.items():  # films of the same class differ in numbers only
        for field in fields(scene):
            if field.type is float:
                yield name, field.name, tuple(dict.fromkeys((*scene.bounds.get(field.name, ()), *FLOATS)))
            elif field.type is int and field.name != "seed":
                least, most = scene.bounds.get(field.name, (1, MOST))
                # many steps take their time, and are the same run but longer
                longest = [most] if field.name != "steps" or "steps" in scene.bounds else []
                yield name, field.name, tuple(dict.fromkeys((least, 2, *longest)))


@pytest.mark.parametrize(("name", "number", "values"), [*extremes()])
def test_an_extreme_number_is_run_and_drawn_or_refused_in_a_line(name, number, values):
    use_fonts()
    fewer = {"steps": FEW_STEPS} if number != "steps" and "steps" in vars(load(name)) else {}
    for value in values:
        try:
            scene = load(name, fewer | {number: value})
            trace = scene.run()
        except (BadInput, BadNumber) as error:
            lines = str(error).splitlines()
            assert len(lines) == 1, lines
            continue
        scene.facts(trace)
        with rc_context(LIGHT.rc()):
            stage, show, rows, _ = render.staged(scene, trace, LIGHT, (640, 360))
            show(rows[0])
            show(rows[-1])
            stage.figure.draw_without_rendering()  # places every tick and text


@pytest.mark.parametrize("name", catalog.names())
def test_a_number_outside_a_scenes_bounds_is_refused_with_the_bounds(name):
    scene = load(name)
    for number, (least, most) in scene.bounds.items():
        for value in (least - 1, most + 1):
            with pytest.raises(BadNumber, match=rf"^{number} must be .*from .* to .*, not ") as refused:
                replace(scene, **{number: value})
            assert f"{most:,}" in str(refused.value) or f"{most:g}" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        *[("epoch", {"steps": 20_000}), ("enough_data", {"seeds": 100_000})],
        *[("unbalanced_classes", {"rounds": 100_000}), ("unbalanced_classes", {"tested": 100_000}), ("lr_sweep", {"steps": 100_000})],
        *[("lr_explorer", {"rates": 100_000}), ("pixels_as_numbers", {"pictures": 100_000}), ("loss_contours", {"around": 100_000})],
    ],
)
def test_a_film_that_would_take_gigabytes_is_refused_before_it_runs(name, numbers):
    with pytest.raises(BadInput, match=f"^{name}: {next(iter(numbers))} must be a whole number from . to "):
        load(name, numbers)


def test_the_poster_is_a_frame_of_the_film_however_short_that_is():
    class Late(Scene):
        poster = 12

    assert [Late().poster_frame(frames) for frames in (1, 5, 100)] == [0, 4, 12]
    assert Scene().poster_frame(100) == 0, "a film that asks stands at its beginning"


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("no_zero_grad", {"lr": 3.0}),
        ("wrong_sign", {"lr": 1e30}),
        ("no_zero_grad", {"lr": 50.0, "steps": 60}),
        ("batch_sizes", {"lr": 1e5}),
    ],
)
def test_a_run_that_flies_apart_has_a_record_of_finite_numbers(name, numbers, tmp_path):
    render.render(RenderJob(name, numbers, ("light",), (640, 360), ("png",), tmp_path))
    (path,) = tmp_path.glob("*.json")
    facts = json.loads(path.read_text(encoding="utf-8"))["facts"]
    assert facts
    assert np.isfinite([*facts.values()]).all()


@pytest.mark.parametrize("name", ["overfit_polynomial", "batch_sizes", "train_too_long", "regularised", "underfit_line", "good_lr"])
def test_a_run_of_a_single_row_is_a_film_of_one_frame(name):
    trace = load(name, {"lr": 1e30, "steps": 5} | ({"weight_decay": 0.0} if name == "regularised" else {})).run()
    assert trace.frame_rows == [0]
    assert trace.ended.step == 1


@pytest.mark.parametrize(("last", "a_tenfold"), [(1, 30), (2, 30), (10, 1), (60, 30), (2000, 30), (3000, 25), (100_000, 25)])
def test_rows_on_a_log_scale_rise_from_the_guess_to_the_end_in_equal_ratios(last, a_tenfold):
    rows = np.array(log_rows(last, a_tenfold))
    assert (rows[0], rows[1], rows[-1]) == (0, 1, last)
    assert (np.diff(rows) > 0).all()
    late = rows[rows > 10 * a_tenfold].astype(float)  # where rounding to whole rows does not matter
    np.testing.assert_allclose(late[1:] / late[:-1], 10 ** (1 / a_tenfold), rtol=0.02)


def scene_with(name, base=Scene):
    """A scene with a field of that name."""
    return type("Foo", (base,), {"__annotations__": {name: int}, name: 5})


def test_no_number_can_be_called_like_a_flag_of_a_command() -> None:
    commands = ("render", "frames", "segments", "sweep")
    choices = next(action.choices for action in _parser([])._actions if action.choices)
    flags = {action.dest for command in commands for action in choices[command]._actions}
    assert {"sample", "out", "data", "size", "format", "scheduler"} <= flags
    assert flags <= {*FLAGS, *vars(Scene)}


@pytest.mark.parametrize("name", [*FLAGS, *(name for name in vars(Scene) if not name.startswith("_") and name != "seed")])
def test_a_field_does_not_take_the_name_of_a_flag_or_of_what_a_scene_has(name):
    with pytest.raises(BadInput, match=rf"Foo: a field cannot be called '{name}', which is .*; rename it$"):
        scene_with(name)()


def test_a_field_does_not_hide_what_its_family_has():
    with pytest.raises(BadInput, match="'best_fit', which is an attribute of LecturePoints"):
        scene_with("best_fit", LineFit)(lr=0.1)


def test_a_field_with_a_name_of_its_own_is_free():
    assert scene_with("rounds")().rounds == 5


@every_scene
def test_facts_come_from_the_trace_without_another_run(name, monkeypatch):
    scene, trace = load(name), run(name)
    monkeypatch.setattr(type(scene), "train", lambda self: pytest.fail("a second run"))
    scene.facts(trace)


def test_a_run_that_yields_nothing_says_which_method_of_which_scene():
    class Foo(Scene):
        def train(self):
            return None

    with pytest.raises(BadInput, match=rf"^{__name__}.Foo.train yields no row; yield one for the guess"):
        Foo().run()


def test_a_draw_that_returns_nothing_says_which_method_of_which_scene():
    class Foo(Scene):
        def train(self):
            yield {"loss": 1.0}

        def story(self, trace):
            return {0: "It stands"}

        def draw(self, trace, stage):
            stage.panels("a picture that nothing moves")

    with pytest.raises(BadInput, match=rf"^{__name__}.Foo.draw returns None; let it return show\(t\)"):
        render.film(Foo(), Foo().run(), LIGHT)


@every_scene
def test_readers_get_numbers_of_each_row_in_words_and_hear_what_changes(name, films):
    film = record.Record(films(name), name)
    readouts, steps = film.data["readouts"], film.data["steps"]
    assert 1 <= film.data["says"] <= len(readouts)
    assert len(set(readouts.values())) == len(readouts)
    assert all("_" not in words for words in readouts.values())
    told = {stop["row"]: stop["words"] for stop in film.data["stops"]}
    spoken = [
        (film.label(step), told.get(step), *(film.row(step)[series] for series in [*readouts][: film.data["says"]])) for step in steps
    ]
    same = [one == other for one, other in pairwise(spoken)]  # where words or code change in the picture, and no number
    assert sum(same) <= len(same) / 3
