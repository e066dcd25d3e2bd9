"""A project of one scene and two frames, from the run to the page."""

import json
import re

import imageio.v3 as iio
import pytest
from markup import Html


@pytest.fixture(scope="module")
def page(shared_project):
    """The built home page."""
    said = shared_project.python("-m", "mkdocs", "build", "--strict")
    assert said.returncode == 0, said.stdout + said.stderr
    return Html.of(shared_project.root / "build" / "site" / "index.html")


def test_a_render_leaves_both_themes_the_numbers_and_the_record(published_project):
    kinds = ("gif", "once.gif", "mp4", "png")
    expected = {f"tiny.{kind}" for kind in (*kinds, "csv", "json", "py", "vtt")} | {f"tiny.dark.{kind}" for kind in kinds}
    assert published_project.published().keys() == expected
    assert not published_project.unfinished()


def test_the_record_tells_the_run(published_project):
    film = json.loads(published_project.published()["tiny.json"])
    assert film["steps"] == [0, 1]
    assert film["params"] == {"seed": 0, "lr": 0.25, "steps": 1}
    assert film["series"]["loss"] == {"first": 4.0, "last": 1.0, "min": 1.0, "max": 4.0}  # x = 2, then 2 − ¼ · 4
    assert film["series"]["a_0"] == {"first": 2.0, "last": 1.0, "min": 1.0, "max": 2.0}
    assert (film["title"], film["caption"]) == ("Tiny", "A dot takes one step down a bowl.")
    assert film["alt"] == "A dot in a bowl. It stands at 2.0 and steps to 1.0."
    assert film["description"] == "At learning rate 0.25 the loss goes from 4.00 to 1.00."
    assert film["stops"] == [
        {"row": 0, "frame": 0, "words": "A dot on the slope of a bowl"},
        {"row": 1, "frame": 1, "words": "Lower: its loss is 1"},
    ]
    assert (film["durations_ms"], film["poster"]) == ([2500, 3000], 0)
    assert (film["duration_ms"], film["size"]) == (5500, [640, 360])
    assert published_project.published()["tiny.csv"].decode() == "step,loss,a_0,grad_0\n0,4.0,2.0,4.0\n1,1.0,1.0,2.0\n"


@pytest.mark.parametrize(("file", "ground"), [("tiny.gif", "ffffff"), ("tiny.dark.gif", "1e2129")])
def test_each_theme_has_two_frames_on_its_own_ground(published_project, file, ground):
    frames = iio.imread(published_project.films / file, plugin="pyav", format="rgb24")
    assert len(frames) == 2
    assert (frames[0] != frames[1]).any()
    assert all(frame[0, 0].tobytes().hex() == ground for frame in frames)


def test_the_page_shows_the_film_with_its_words_and_size(page):
    (figure,) = page.all("figure")
    assert figure["data-film"] == "tiny"
    images = [image for image in page.all("img") if "tiny" in image["src"]]
    assert {"animations/tiny.png", "animations/tiny.dark.png"} <= {image["src"] for image in images}
    assert "animations/tiny.gif" in {source["srcset"] for source in page.all("source")}
    for image in images:
        assert image["alt"] == "A dot in a bowl. It stands at 2.0 and steps to 1.0."
        assert (image["width"], image["height"]) == ("640", "360")
    assert "A dot takes one step down a bowl." in page.soup.get_text()


def test_nothing_moves_by_itself_where_motion_is_unwelcome(page):
    assert all(image["src"].endswith((".png", ".svg")) for image in page.all("img"))
    moving = [source["media"] for source in page.all("source") if source.get("srcset", "").endswith(".gif")]
    assert moving
    assert all("(prefers-reduced-motion: no-preference)" in media for media in moving)
    assert not any("autoplay" in video for video in page.all("video"))


def test_the_numbers_and_the_loop_are_those_that_ran(page):
    assert "From 4 to 1." in page.soup.get_text()
    assert "a = a - self.lr * 2 * a" in page.soup.get_text()
    assert "def draw" not in page.soup.get_text()


def test_the_page_says_what_made_the_film(page, shared_project):
    film = json.loads(shared_project.published()["tiny.json"])
    text = page.soup.get_text()
    assert f"Made with seed 0, fingerprint {film['fingerprint']}" in text
    assert all(f"{package} {version}" in text for package, version in film["versions"].items())
    assert ", at commit" not in text, "this project is under no version control"


def test_every_file_of_the_page_is_in_the_site(page, shared_project):
    site = shared_project.root / "build" / "site"
    links = [attributes.get("href") or attributes.get("src") or attributes.get("srcset") for attributes in page.elements]
    films = {link for link in links if link and link.startswith("animations/")}
    assert {f"animations/{file}" for file in shared_project.published()} == films
    assert all((site / link).read_bytes() == (shared_project.films.parent / link).read_bytes() for link in films)


def test_an_unknown_film_fails_the_build_with_a_line_that_says_what_to_run(published_project):
    note = published_project.root / "docs" / "index.md"
    note.write_text(note.read_text(encoding="utf-8").replace('film("tiny")', 'film("tyni")'), encoding="utf-8")
    said = published_project.python("-m", "mkdocs", "build", "--strict")
    assert said.returncode != 0
    assert re.search(r"no film “tyni”.*make scenes", said.stdout + said.stderr)
    assert "Traceback" not in said.stdout + said.stderr


def test_the_site_can_be_built_from_any_folder(published_project, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    config = str(published_project.root / "mkdocs.yml")
    installed = {"PYTHONPATH": str(published_project.root)}  # as `pip install --editable` has it found
    build = published_project.start("-m", "mkdocs", "build", "--strict", "--config-file", config, cwd=elsewhere, env=installed)
    out, err = build.communicate()
    assert build.returncode == 0, out + err
    assert "A dot takes one step" in (published_project.root / "build" / "site" / "index.html").read_text(encoding="utf-8")
    assert not list(elsewhere.iterdir())
