"""python -m scenes verify: render films again, elsewhere, and compare them with those that are published."""

import sys
import tempfile
from pathlib import Path

from scenes.studio.store import catalog
from scenes.studio.store.compare import differences
from scenes.studio.store.job import RenderJob
from scenes.studio.store.paths import ANIMATIONS, TAKES
from scenes.studio.store.workers import outcomes


def main(names: list[str]) -> int:
    """Print a line for each film, of those named or of all; returns 1 where one has drifted or cannot be rendered, else 0.

    Raises BadInput for an unknown scene.
    """
    for name in names:
        catalog.source(name)
    names = list(dict.fromkeys(names)) or catalog.names()
    TAKES.mkdir(parents=True, exist_ok=True)
    drifted = 0
    with tempfile.TemporaryDirectory(prefix="verify-", dir=TAKES) as temporary:
        again = Path(temporary)
        for job, (_, error) in outcomes([RenderJob(name, folder=again, tall=True) for name in names]):
            found, drift = ([f"cannot be rendered: {error}"], True) if error else differences(job.name, ANIMATIONS, again)
            drifted += drift
            print(f"{job.name}: {_line(found) or 'the same, byte for byte'}", file=sys.stderr if drift else sys.stdout, flush=True)
    return 1 if drifted else 0


def _line(found: list[str]) -> str:
    """The first difference of each kind, and how many there are."""
    kinds: dict[str, list[str]] = {}
    for what in found:
        kinds.setdefault(what.partition(":")[0], []).append(what)
    return "; ".join(f"{first}{f' (and {len(more)} more)' * bool(more)}" for first, *more in kinds.values())
