"""The storyboard of a film: the frame, sentence and time of every stop, light and dark."""

import av
import numpy as np
from mini import Project
from PIL import Image

from scenes.studio.decks.sheet import HEAD, LINE, MARGIN, TILE


def test_it_shows_each_stop_in_its_order_light_and_dark(published_project: Project) -> None:
    said = published_project.scenes("sheet", "tiny")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "build/sheets/tiny.png"
    with Image.open(published_project.root / "build" / "sheets" / "tiny.png") as image:
        sheet = np.asarray(image.convert("RGB")).astype(int)
    high = TILE * 9 // 16
    assert sheet.shape == (HEAD + 2 * (LINE + high) + MARGIN, 2 * TILE + 3 * MARGIN, 3)
    for column, theme in enumerate(("", ".dark")):
        with av.open(str(published_project.root / "docs" / "animations" / f"tiny{theme}.gif")) as gif:
            frames = [frame.to_image() for frame in gif.decode(video=0)]
        for row, frame in enumerate(frames):
            left, top = MARGIN + column * (TILE + MARGIN), HEAD + row * (LINE + high) + LINE
            shown = sheet[top : top + high, left : left + TILE]
            drawn = np.asarray(frame.convert("RGB").resize((TILE, high), Image.Resampling.LANCZOS)).astype(int)
            assert np.abs(shown - drawn).mean() < 1
    words = sheet[HEAD : HEAD + LINE]
    assert (words[:, : sheet.shape[1] // 2].min(), words[:, sheet.shape[1] // 2 :].min()) < (128, 200), "its sentence and its time"


def test_an_unknown_film_has_none(mini_project: Project) -> None:
    said = mini_project.scenes("sheet", "tinny")
    assert said.returncode == 2
    assert said.stderr == "scenes: unknown scene 'tinny': did you mean tiny? `python -m scenes list` names them all\n"
