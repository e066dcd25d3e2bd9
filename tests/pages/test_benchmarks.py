"""What the benchmarks measure, and what their page claims of bytes, quality and memory."""

import json
from pathlib import Path

from scenes.studio.cli import ways

ROOT = Path(__file__).parents[2]
BENCH = json.loads((ROOT / "docs" / "benchmarks.json").read_text(encoding="utf-8"))["bench"]


def test_all_ways_show_the_same_frames(tmp_path):
    """Where a file had another frame, or one too few, its PSNR would be low or the comparison fail."""
    frames = ways.pictures("wrong_sign", tmp_path)
    drawn = sorted(tmp_path.glob("*.png"))
    assert len(drawn) == frames
    for way, least in {"ours": 45, "pillow": 35, "ours_mp4": 33, "ffmpeg": 33}.items():
        path = tmp_path / f"{way}.{ways.WAYS[way][1]}"
        measured = ways.measure("wrong_sign", way, path)
        assert measured["bytes"] == path.stat().st_size > 0
        assert ways.quality(drawn, path) >= least, way
    floor = ways.measure("wrong_sign", "floor", tmp_path / "floor.blocks")
    assert floor["bytes"] <= (tmp_path / "ours.gif").stat().st_size, "the floor would not be the least"


def test_films_are_small_and_clear_and_memory_does_not_grow():
    total = {way: sum(film["ways"][way]["bytes"] for film in BENCH["films"]) for way in ("ours", "pillow", "gifski")}
    assert total["ours"] <= total["pillow"] / 2
    assert total["ours"] <= total["gifski"]
    assert min(film["ways"]["ours"]["psnr"] for film in BENCH["films"]) >= 45
    peaks = {its["frames"]: its["peak"] for its in BENCH["lengths"] if its["way"] == "ours"}
    assert peaks[2000] <= 1.1 * peaks[50]
