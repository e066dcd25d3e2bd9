"""What the decks say: to every film, in the lecture's order, and with the numbers of its run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from mini import Project
from mkdocs.config import load_config

from scenes.studio.decks import content
from scenes.studio.errors import BadInput
from scenes.studio.pages.address import site_url
from scenes.studio.pages.index import curriculum
from scenes.studio.pages.lectures import WHOLE, lectures, selected
from scenes.studio.pages.questions import FIELDS, entries

ROOT = Path(__file__).resolve().parents[2]
LESSONS = curriculum(ROOT / "docs")
FILMS = [name for lesson in LESSONS for name in lesson.films]
TOLD = list(entries(ROOT / "docs"))
DECKS = lectures(ROOT / "docs")
every_slide = pytest.mark.parametrize("name", TOLD)
MARK = re.compile(r"\d+:\d\d:\d\d")
NUMBER = re.compile(r"[−\d.]*\d")

WORDS = """tiny:
  ask:
    given: "{% set loss = run.tiny.loss %}"
    question: Will it fall below {{ run.tiny.loss.first }}?
    answers:
      "Yes, to {{ loss.last | fixed(1) }}": loss.last < loss.first
      "No": loss.last >= loss.first
    decided: 1
    verdict: It falls to {{ loss.last | fixed(1) }}.
    because: A step goes downhill.
  say: >-
    To {{ run.tiny.loss.last | fixed(2) }},
    in {{ run.tiny.params.steps }} step.
  pause: {0: "At {{ run.tiny.a_0.at(0) }}.", 1: It has landed.}
  numbers: Rate {{ run.tiny.params.lr }}.
  time: At 1:02:03.
  minutes: 2
"""
DECK = """decks:
  sgd-in-motion: {title: All, slides: [rule, tiny, end]}
  short: {title: Short, slides: [tiny]}
words:
  rule: {title: A rule, formula: [a ← a − lr · slope], lines: ["lr = {{ run.tiny.params.lr }}"], say: One step., minutes: 1}
  end: {title: The end, lines: [Done.], say: Ask., minutes: 0}
"""


def words_of(text: str) -> set[str]:
    return {word.strip(".").lower() for word in re.findall(r"[−\w.]+", text)}


@pytest.fixture(scope="module")
def slides() -> list[content.Slide]:
    return content.deck(DECKS[WHOLE]).films


def tiny(project: Project) -> content.Slide:
    """The slide of the film of a project in miniature."""
    (film,) = content.deck(lectures(project.root / "docs")[WHOLE], project.root).films
    return film


@pytest.fixture
def told(published_project: Project) -> Project:
    """A project in miniature that has words to its film."""
    (published_project.root / "docs" / "slides.yml").write_text(WORDS, encoding="utf-8")
    return published_project


@pytest.fixture(scope="module")
def slide_of(slides: list[content.Slide]) -> dict[str, content.Slide]:
    return {slide.name: slide for slide in slides}


@pytest.mark.parametrize("name", FILMS)
def test_a_film_of_a_lesson_has_its_words(name: str) -> None:
    assert name in TOLD, f"docs/slides.yml: write an entry `{name}:` with {', '.join(FIELDS)}"
    assert name in DECKS[WHOLE].films, f"docs/slides.yml, decks, {WHOLE}: give {name} its place"


@pytest.mark.parametrize("name", DECKS)
def test_a_deck_explains_before_it_uses_and_shows_what_works_before_what_fails(name: str) -> None:
    films = DECKS[name].films
    for first, *later in (
        ("loss_contours", "good_lr", "wrong_sign", "no_zero_grad", "too_low_lr", "too_high_lr", "momentum", "loss_surface_3d"),
        ("good_lr", "wrong_sign", "no_zero_grad", "shape_trap", "too_low_lr", "too_high_lr", "minibatch_noise"),
        ("quadratic_descent", "good_lr", "overshoot"),
        ("too_low_lr", "lr_wall", "lr_sweep"),
        ("overfit_polynomial", "train_too_long", "regularised"),
    ):
        if first in films:
            assert not {*films[: films.index(first)]} & {*later}, f"docs/slides.yml, decks, {name}: {first} comes first"


def test_the_short_decks_take_the_minutes_that_they_name() -> None:
    assert DECKS["20-minutes"].length == "6 films, 20 minutes"
    assert DECKS["45-minutes"].minutes == 45
    assert {film for deck in DECKS.values() for film in deck.films} <= {*DECKS[WHOLE].films}, "their HTML decks share its films"
    for deck in DECKS.values():
        assert deck.slides[-1].endswith("summary")


def test_a_deck_of_ones_own_is_called_by_its_films() -> None:
    films = {name: content.deck(selected(ROOT / "docs", [name])).title for name in ("good_lr", "lr_wall")}
    assert len({*films.values(), DECKS[WHOLE].title}) == 3
    for names, more in ((["good_lr", "lr_wall"], "1 more film"), (["the_limit", "good_lr", "nudge", "lr_wall"], "2 more films")):
        assert content.deck(selected(ROOT / "docs", names)).title == f"{films['good_lr']}, and {more}"
    assert content.deck(selected(ROOT / "docs", ["learning-rate"])).title == DECKS["learning-rate"].title


@every_slide
def test_a_films_minutes_are_enough_to_ask_to_show_and_to_say_it(name: str, slide_of: dict[str, content.Slide]) -> None:
    film = slide_of[name]
    words = " ".join([film.ask.text, *film.ask.answers, film.ask.told, film.say, *(rest.say for rest in film.rests)])
    spoken = len(re.findall(r"[\w.,]+", words)) / 130  # at 130 words a minute
    thought = 40 / 60  # about the question
    shown = (film.frame_starts[-1] / film.fps + 1) / 60
    assert film.minutes >= spoken + thought + shown - 0.1, f"docs/slides.yml, {name}, minutes: it takes {spoken + thought + shown:.1f}"
    assert film.minutes <= 5


def test_slides_of_words_are_short_enough_to_be_read_from_the_back() -> None:
    for page in content.deck(DECKS[WHOLE]).slides:
        if isinstance(page, content.Page):
            assert len(page.lines) + len(page.formula) <= 5, page.name
            assert max(map(len, page.lines)) <= 80, page.name
            assert not re.search(r"[{}]", " ".join([*page.lines, *page.formula, page.say])), page.name


@every_slide
def test_the_question_is_one_question_and_short(name: str, slide_of: dict[str, content.Slide]) -> None:
    ask = slide_of[name].ask.text
    assert ask.endswith("?"), f"docs/slides.yml, {name}, ask: write a question, with a question mark at its end"
    assert len(ask) <= 90, f"docs/slides.yml, {name}, ask: shorten it to 90 characters; it has {len(ask)}"


@every_slide
def test_its_answers_can_be_offered_to_a_room(name: str, slide_of: dict[str, content.Slide]) -> None:
    ask = slide_of[name].ask
    assert 2 <= len(ask.answers) <= 4, f"docs/slides.yml, {name}, ask: offer two to four answers"
    letters = "".join(ask.answers)
    assert len(letters) <= 130, f"docs/slides.yml, {name}, ask: shorten the answers to 130 characters in all; they have {len(letters)}"
    told = len(ask.told)
    assert told <= 220, f"docs/slides.yml, {name}, ask: shorten `verdict` and `because` to 220 characters; they have {told}"


@every_slide
def test_the_verdict_names_the_right_answer(name: str, slide_of: dict[str, content.Slide]) -> None:
    ask = slide_of[name].ask
    where = f"docs/slides.yml, {name}, ask, verdict"
    assert ask.verdict.endswith("."), f"{where}: write a sentence"
    assert len(ask.verdict) <= 75, f"{where}: shorten it to 75 characters; it has {len(ask.verdict)}"
    verdict = words_of(ask.verdict)
    shared = {answer: len(words_of(answer) & verdict) for answer in ask.answers}
    assert shared[ask.right] == max(shared.values()) > 0, f"{where}: name “{ask.right}” in words"
    assert set(NUMBER.findall(ask.right)) <= verdict, f"{where}: give the number of “{ask.right}”"


@every_slide
def test_what_to_say_is_a_few_sentences(name: str, slide_of: dict[str, content.Slide]) -> None:
    sentences = len(re.findall(r"[.?!](?=\s|$)", slide_of[name].say))
    assert 2 <= sentences <= 4, f"docs/slides.yml, {name}, say: write two to four sentences; there are {sentences}"


@every_slide
def test_no_word_is_empty_and_none_is_left_as_it_was_typed(name: str, slide_of: dict[str, content.Slide]) -> None:
    slide = slide_of[name]
    words = {field: getattr(slide, field) for field in ("title", "alt", "say", "numbers", "time")}
    words |= {"ask": slide.ask.text, "verdict": slide.ask.verdict, "because": slide.ask.because, "answers": " / ".join(slide.ask.answers)}
    words |= {f"pause {rest.row}": rest.say for rest in slide.rests if rest.say}
    for field, text in words.items():
        where = f"docs/slides.yml, {name}, {field}"
        assert len(text) > 4, f"{where}: write more than {text!r}"
        assert not re.search(r"[{}]|not a number|∞|  ", text), f"{where}: a number was not filled in: {text}"


@every_slide
def test_the_lectures_times_are_those_that_the_lessons_name(name: str, slide_of: dict[str, content.Slide]) -> None:
    marks = {mark for lesson in LESSONS for mark in MARK.findall((ROOT / "docs" / "lessons" / f"{lesson.stem}.md").read_text("utf-8"))}
    assert len(marks) >= 5
    time = slide_of[name].time
    where = f"docs/slides.yml, {name}, time"
    assert MARK.findall(time) or "not in the lecture" in time.lower(), f"{where}: give a time, 1:10:00, or say “Not in the lecture.”"
    assert set(MARK.findall(time)) <= marks, f"{where}: {time} names a time that no lesson names; those are {', '.join(sorted(marks))}"


@every_slide
def test_every_pause_has_a_place_on_the_films_page(name: str, slide_of: dict[str, content.Slide], site: Path) -> None:
    for rest in slide_of[name].rests:
        address = slide_of[name].at(rest.row)
        page, _, place = address.removeprefix(site_url()).partition("#")
        assert f'id="{place}"' in (site / page).read_text(encoding="utf-8"), f"{address} is not there: run make site"


def test_a_film_that_is_elsewhere_too_has_a_page_of_its_own(slides: list[content.Slide]) -> None:
    pages = {slide.name: slide.page.removeprefix(site_url()) for slide in slides}
    assert pages["good_lr"] == "films/good_lr.html"
    assert pages["lr_wall"] == "lessons/5-learning-rate.html#lr_wall"


def test_numbers_come_from_the_run(told: Project) -> None:
    slide = tiny(told)
    # by hand: a = 2 and a loss of a², one step of 0.25 · 2a
    assert slide.ask.text == "Will it fall below 4?"
    assert slide.ask.answers == {"Yes, to 1.0": True, "No": False}
    assert slide.ask.lettered == ["a) Yes, to 1.0", "b) No"]
    assert (slide.ask.right, slide.ask.opens, slide.ask.decided) == ("Yes, to 1.0", 0, 1)
    assert slide.say == "To 1.00, in 1 step."
    assert [(rest.row, rest.frame, rest.label, rest.said) for rest in slide.rests] == [
        (0, 0, "step 0", "“A dot on the slope of a bowl” At 2."),
        (1, 1, "step 1", "“Lower: its loss is 1” It has landed."),
    ]
    assert slide.numbers == "Rate 0.25."
    assert slide.page == "https://tiny.example/index.html#tiny"  # the page that shows it in full


def test_what_a_scene_is_changed_to_the_decks_say(told: Project) -> None:
    assert told.scenes("render", "tiny").returncode == 0
    told.scene.write_text(told.scene.read_text().replace("Bowl(lr=0.25)", "Bowl(lr=0.5)"))
    assert told.scenes("render", "tiny").returncode == 0
    slide = tiny(told)
    assert slide.numbers == "Rate 0.5."
    assert slide.say == "To 0.00, in 1 step."


def test_a_picture_begins_where_the_last_one_ends(slides: list[content.Slide]) -> None:
    for slide in slides:
        assert len(slide.frame_starts) == len(slide.frame_labels)
        assert list(slide.frame_starts) == sorted(set(slide.frame_starts))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("tiny:", "tinny:", "decks, sgd-in-motion: there is no film or slide 'tiny'"),
        ("run.tiny.params.lr", "run.tinny.params.lr", "tiny, numbers: no film “tinny”"),
        ("run.tiny.loss.first", "run.tiny.loss.frist", "tiny, ask: no number “frist” in run.tiny.loss (nearest: first)"),
        ("a_0.at(0)", "a_0.at(7)", "tiny, pause 0: no step “7” in run.tiny"),
        ("| fixed(2)", "| rounded(2)", "tiny, say: No filter named 'rounded'"),
        ("{{ run.tiny.params.lr }}", "{{ lr }}", "tiny, numbers: 'lr' is undefined"),
        ("{{ run.tiny.params.lr }}", "{{ run.tiny", "tiny, numbers: expected name or number"),
        ("{0: ", "{5: ", "tiny: no step “5” in run.tiny (there is: 0 to 1)"),
        ("  time: At 1:02:03.\n", "", "tiny: “time” is missing or empty; write ask, say, pause, numbers, time, minutes"),
        ("  time:", "  times:", "tiny: “time” is missing"),
        ("  time:", "  more: here\n  time:", "tiny: there is no “more”"),
        ("tiny:", "tiny: [", "cannot be read"),
        ("ask:", "ask: What?\n  asks:", "tiny: “ask” is missing or empty"),
        ("    decided: 1\n", "", "tiny, ask: “decided” is missing or empty; write question, answers, verdict, because, decided"),
        ("    decided: 1\n", "    decided: 7\n", "tiny, ask: no step “7” in run.tiny"),
        ("    decided: 1\n", "    decided: 0\n", "tiny, ask: `decided` must come after the scene’s poster"),
        ("loss.last < loss.first", "loss.last < 0", "exactly one of the answers, and says “Yes, to 1.0” False, “No” False"),
        ("loss.last >= loss.first", "loss.last > 0", "exactly one of the answers, and says “Yes, to 1.0” True, “No” True"),
        ("  minutes: 2\n", "  minutes: many\n", "tiny: “minutes” is missing"),
        ("slides: [tiny]", "slides: [tinny]", "decks, short: there is no film or slide 'tinny'"),
        ("title: Short, ", "", "decks, short: “title” is missing or empty; write title, slides"),
        ('run.tiny.params.lr }}"', 'run.tiny.params.rl }}"', "words, rule, lines: no number “rl”"),
        (", minutes: 0}", "}", "words, end: “minutes” is missing or empty"),
        ("loss.last < loss.first", "loss.lost < loss.first", "no number “lost” in run.tiny.loss"),
    ],
)
def test_what_is_not_right_is_told_in_one_line(told: Project, old: str, new: str, said: str) -> None:
    path = told.root / "docs" / "slides.yml"
    text = WORDS + DECK
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        content.deck(lectures(told.root / "docs")[WHOLE], told.root)
    assert said in str(error.value)
    assert str(error.value).startswith("docs/slides.yml")
    assert "\n" not in str(error.value)


def test_the_command_says_it_too_and_leaves_no_deck(told: Project) -> None:
    (told.root / "docs" / "slides.yml").write_text(WORDS.replace("loss.first", "loss.frist"), encoding="utf-8")
    done = told.python("-m", "scenes", "decks")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "scenes: docs/slides.yml, tiny, ask: no number “frist”" in done.stderr
    assert not (told.root / "build" / "slides").is_dir() or not list((told.root / "build" / "slides").iterdir())


def test_a_deck_of_ones_own_has_these_slides_in_this_order_and_says_how_long_it_takes(told: Project) -> None:
    docs = told.root / "docs"
    (docs / "slides.yml").write_text(WORDS + DECK, encoding="utf-8")
    assert (lectures(docs)[WHOLE].length, lectures(docs)["short"].length) == ("1 film, 3 minutes", "1 film, 2 minutes")
    assert selected(docs, ["short"]) == lectures(docs)["short"]
    deck = content.deck(selected(docs, ["tiny", "rule", "short"]), told.root, "dark")
    film, page = deck.slides
    assert deck.title == film.title, "it is not the deck of all films"
    assert content.deck(selected(docs, ["rule"]), told.root).title == "A rule"
    assert (film.name, page.name, page.formula, page.lines) == ("tiny", "rule", ("a ← a − lr · slope",), ("lr = 0.25",))
    assert [deck.clock(slide) for slide in deck.slides] == ["2 minutes, from 0 to 2 of 3", "1 minute, from 2 to 3 of 3"]
    assert (film.gif.name, film.mp4.name, film.rests[1].still.name) == ("tiny.dark.once.gif", "tiny.dark.mp4", "tiny.dark.step-1.png")
    done = told.python("-m", "scenes", "decks", "--films", "tinny", "--theme", "dark")
    assert (done.returncode, done.stderr) == (
        2,
        "scenes: there is no film or slide 'tinny': did you mean tiny? docs/slides.yml names them all\n",
    )
    assert told.python("-m", "scenes", "decks", "--theme", "blue").returncode == 2


def test_a_site_without_an_address_is_told_in_one_line(told: Project) -> None:
    config = told.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("https://tiny.example/", '!ENV [SITE_URL, "https://tiny.example/"]'), encoding="utf-8")
    done = told.python("-m", "scenes", "decks", env={"SITE_URL": ""})
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "scenes: mkdocs.yml: site_url is empty" in done.stderr


def test_the_address_is_the_one_that_mkdocs_builds_for(told: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    config = told.root / "mkdocs.yml"
    for tag in ('!ENV [SITE_URL, OTHER_URL, "https://a.example/b"]', "!ENV SITE_URL", "https://c.example/"):
        for variables in ({}, {"SITE_URL": "https://d.example"}, {"OTHER_URL": "https://e.example/"}):
            monkeypatch.delenv("SITE_URL", raising=False)
            monkeypatch.delenv("OTHER_URL", raising=False)
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            config.write_text(re.sub("site_url: .*", f"site_url: {tag}", config.read_text()), encoding="utf-8")
            site_url.cache_clear()
            if address := load_config(str(config))["site_url"]:
                assert site_url(told.root) == address.rstrip("/") + "/"
            else:
                with pytest.raises(BadInput, match="site_url is empty"):
                    site_url(told.root)
    site_url.cache_clear()


def test_making_decks_loads_neither_mkdocs_nor_torch_nor_matplotlib() -> None:
    loaded = "import scenes.studio.cli.decks, sys; print(*{'mkdocs', 'torch', 'matplotlib'} & {*sys.modules})"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True).stdout == "\n"


def test_a_film_without_words_is_named_and_left_out_of_the_decks(told: Project) -> None:
    (told.root / "docs" / "slides.yml").write_text("", encoding="utf-8")
    (told.root / "LICENSE").write_text("free\n", encoding="utf-8")
    done = told.python("-m", "scenes", "decks", env={"PATH": ""})
    assert done.returncode == 0, done.stderr
    assert "docs/slides.yml has no words or no place for tiny: it is in films.zip, but not in the deck of all films" in done.stderr
