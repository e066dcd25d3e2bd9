"""Where the project's files are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCENES = ROOT / "scenes"
DOCS = ROOT / "docs"
ANIMATIONS = DOCS / "animations"
TAKES = ROOT / "build" / "takes"
SLIDES = ROOT / "build" / "slides"
CLAIM_TESTS = ROOT / "tests" / "lessons"  # test_NAME.py tests what the film NAME claims


def relative(path: Path) -> str:
    """A path as the project's people name it: from the project's folder."""
    return path.relative_to(ROOT).as_posix()
