"""python -m scenes sweep NAME: takes of all combinations of numbers, a table of how each ended, and their last pictures on one sheet."""

import csv
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from scenes.studio.cli.take import MOST, check
from scenes.studio.draw.theme import FONTS
from scenes.studio.errors import BadInput
from scenes.studio.store import catalog, publish
from scenes.studio.store.atomic import whole_file
from scenes.studio.store.job import RenderJob
from scenes.studio.store.names import file_name
from scenes.studio.store.paths import TAKES
from scenes.studio.store.workers import render_all

TILE = (320, 180)  # pixels of a picture on the sheet
LINE = 22  # pixels of the words under it
ANSWER, BEGIN = 5, 120  # seconds in which a cluster has to answer, and its first worker to be there


def main(name: str, out: Path = TAKES, scheduler: str | None = None, **numbers: list[Any]) -> int:
    """Render a take, as GIF, for every combination of the numbers, then NAME-sweep.csv and NAME-sweep.png; returns the exit code.

    The films are rendered on this machine, or by the workers of the Dask cluster whose `scheduler` has that address. Raises BadInput for
    an unknown scene, for numbers that it cannot have, for more than 2,000 combinations, and where no cluster answers; then nothing is made.
    """
    catalog.source(name)
    numbers = {number: its for number, its in numbers.items() if its is not None}
    count = math.prod(map(len, numbers.values()))
    if not numbers or count > MOST:
        what = f"{count:,} combinations are over {MOST:,}" if numbers else "which numbers? add --lr 0.05:1.2:24, say"
        raise BadInput(f"{what}; `python -m scenes sweep {name} --help` shows what there is")
    folder = out.resolve()
    combinations = [dict(zip(numbers, combination, strict=True)) for combination in itertools.product(*numbers.values())]
    jobs = [RenderJob(name, combination, ("light",), formats=("gif",), folder=folder) for combination in combinations]
    for job in jobs:
        check(name, job.overrides)
    with _cluster(scheduler) as pool:
        publish.prepare(folder)
        code = render_all(jobs, pool)
    made = [(job, record) for job in jobs if (record := publish.read_record(folder, job.stem))]
    if made:
        with whole_file(folder / f"{name}-sweep.csv") as path:
            _write_table(path, made)
        with whole_file(folder / f"{name}-sweep.png") as path:
            _write_sheet(path, made)
        print(f"{name}-sweep.csv and {name}-sweep.png: {len(made)} takes")
    return code


@contextmanager
def _cluster(address: str | None) -> Iterator[Executor | None]:
    """The workers of a Dask cluster; None without an address. Raises BadInput where there are none."""
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise BadInput('--scheduler needs dask.distributed: .venv/bin/python -m pip install --editable ".[cluster]"') from None
    if not re.fullmatch(r"\w+://\S+:\d+", address):  # to Client that is worth ten seconds and a traceback
        raise BadInput(f"{address} is not the address of a cluster, such as tcp://192.168.0.10:8786: `dask scheduler` prints its own")
    try:
        client = Client(address, timeout=ANSWER, set_as_default=False)
        client.wait_for_workers(1, timeout=BEGIN)
    except (OSError, ValueError, TimeoutError) as error:
        said = str(error).partition("\n")[0]
        raise BadInput(f"no cluster at {address} ({said}); start `dask scheduler`, and a `dask worker` on each machine") from None
    with client, client.get_executor() as pool:
        yield pool


def _write_table(path: Path, made: Sequence[tuple[RenderJob, Mapping[str, Any]]]) -> None:
    """A row for each take: its numbers, its film, its steps, why it ended early, and each series at its end."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        series = list(dict.fromkeys(name for _, record in made for name in record["series"]))
        writer.writerow([*made[0][0].overrides, "film", "steps", "ended", *series])
        for job, record in made:
            ended = record["ended"]
            why = f"{ended['series']} is {ended['value']} at step {ended['step']}" if ended else ""
            last = [record["series"].get(name, {}).get("last", "") for name in series]
            writer.writerow([*job.overrides.values(), file_name(job.stem, "gif"), record["steps"][-1], why, *last])


def _write_sheet(path: Path, made: Sequence[tuple[RenderJob, Mapping[str, Any]]]) -> None:
    """The last picture of each take, with its numbers under it, in rows that make the sheet about as wide as high."""
    width, height = TILE[0], TILE[1] + LINE
    columns = math.ceil(math.sqrt(len(made) * height / width))
    sheet = Image.new("RGB", (columns * width, math.ceil(len(made) / columns) * height), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONTS / "SourceSansPro-Regular.ttf", 15)
    for i, (job, _) in enumerate(made):
        left, top = i % columns * width, i // columns * height
        with Image.open(job.folder / file_name(job.stem, "gif")) as film:
            film.seek(getattr(film, "n_frames", 1) - 1)
            picture = film.convert("RGB")
        picture.thumbnail(TILE, Image.Resampling.LANCZOS)
        sheet.paste(picture, (left, top))
        pen.text((left + 8, top + TILE[1]), ", ".join(f"{name} {value:g}" for name, value in job.overrides.items()), "black", font)
    sheet.save(path, "PNG")
