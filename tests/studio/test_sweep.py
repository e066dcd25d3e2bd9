"""A sweep: a take of every combination, a table and a sheet."""

import csv

import pytest
from PIL import Image


def test_every_combination_is_a_take_a_row_and_a_picture(published_project):
    said = published_project.scenes("sweep", "tiny", "--lr", "0.25:1.25:2", "--steps", "1,2", "--out", "here")
    assert said.returncode == 0, said.stderr
    folder = published_project.root / "here"
    with (folder / "tiny-sweep.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["lr"], row["steps"], row["ended"]) for row in rows] == [
        ("0.25", "1", ""),
        ("0.25", "2", ""),
        ("1.25", "1", ""),
        ("1.25", "2", ""),
    ]
    assert [float(row["loss"]) for row in rows] == [1, 0.25, 9, 20.25]  # (2 · (1 − 2 lr)^steps)²
    assert {path.name for path in folder.glob("*.gif") if "once" not in path.name} == {row["film"] for row in rows}
    with Image.open(folder / "tiny-sweep.png") as sheet:
        assert sheet.size == (2 * 320, 2 * 202)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sweep tiny", "which numbers?"),
        ("sweep tinny", "unknown scene"),
        ("sweep tiny --lr 1:2", "neither a range such as"),
        ("sweep tiny --lr 0.1:0.2:1", "neither a range such as"),
        ("sweep tiny --lr=-1:1:3", "lr must be above 0"),
        ("sweep tiny --lr 0.1:0.2:1000 --steps 1,2,3", "3,000 combinations are over 2,000"),
        ("sweep tiny --lr 0.1,0.2 --out docs/animations", "choose another --out"),
    ],
)
def test_what_cannot_be_swept_is_told_in_a_line(shared_project, words, told):
    said = shared_project.scenes(*words.split())
    assert said.returncode == 2, said.stderr
    assert told in said.stderr
    assert len(said.stderr.splitlines()) == 1
