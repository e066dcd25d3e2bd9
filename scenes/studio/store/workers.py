"""Films in parallel over the cores, or over the workers of a cluster, each on one thread."""

import gc
import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self, TextIO, TypeVar

from scenes.studio.errors import BadInput
from scenes.studio.numbers import readable_size
from scenes.studio.store import faults
from scenes.studio.store.fingerprint import fingerprint
from scenes.studio.store.job import RenderJob
from scenes.studio.store.names import film_files
from scenes.studio.store.publish import staging

Outcome = tuple[list[str], BadInput | OSError | faults.Fault | None]  # remarks, or why there is no film
Carried = tuple[dict[str, bytes], Outcome]  # the files of a film by name
Result = TypeVar("Result")
ONE_AT_A_TIME = threading.Lock()  # matplotlib's settings are those of a whole process, which a worker may divide into threads


def render_all(jobs: list[RenderJob], pool: Executor | None = None) -> int:
    """Render the jobs, in processes or in a `pool` of workers anywhere, and print a line for each.

    Returns the exit code; one film's failure leaves the others whole.
    """
    codes = [0]
    start = time.monotonic()
    with Progress(len(jobs)) as progress:
        for job, (remarks, error) in outcomes(jobs, pool):
            if error is None:
                size = sum(path.stat().st_size for path in film_files(job.folder, job.stem))
                made = f"{readable_size(size, ' ')} in {os.path.relpath(job.folder)}"
                progress.done([f"{job.stem}: {line}" for line in (made, *remarks)], sys.stdout)
            elif isinstance(error, BadInput):
                codes.append(2)
                progress.done([f"scenes: {error}"], sys.stderr)
            elif isinstance(error, OSError):  # of the disk, ffmpeg, a font: no fault of the code
                codes.append(1)
                what = f"{error.strerror}: {error.filename}" if error.strerror and error.filename else error.strerror or str(error)
                progress.done([f"scenes: {job.stem} was not made: {what}; when that is put right, run it again"], sys.stderr)
            else:
                codes.append(1)
                progress.done([f"scenes: {job.stem} was not made: {faults.told(job.stem, error)}"], sys.stderr)
    if len(jobs) > 1:
        print(f"{len(jobs)} films in {time.monotonic() - start:.0f} s")
    return max(codes)


def outcomes(jobs: list[RenderJob], pool: Executor | None = None) -> Iterator[tuple[RenderJob, Outcome]]:
    """Each job with its outcome, as they end: from processes of this machine, or from a `pool` whose workers may be on others.

    A film whose worker was killed is rendered again, once; a pool sees to that itself.
    """
    workers = min(len(jobs), os.cpu_count() or 1)
    if pool:
        for job, carried, error in _ended(pool, carry, jobs):
            yield job, put_down(job, *carried) if carried else ([], error)
    elif workers == 1:
        yield from ((job, _outcome(job)) for job in jobs)
    else:
        again = []
        for job, outcome, _ in _in_processes(workers, jobs):
            if outcome:
                yield job, outcome
            else:
                again.append(job)
        for job, outcome, error in _in_processes(workers, again):
            yield job, outcome or ([], error)


def _in_processes(workers: int, jobs: list[RenderJob]) -> Iterator[tuple[RenderJob, Outcome | None, OSError | None]]:
    if not jobs:
        return
    context = multiprocessing.get_context("spawn")  # a forked torch may hang
    with ProcessPoolExecutor(workers, context, init_worker) as pool:
        yield from _ended(pool, _outcome, jobs)


def _ended(
    pool: Executor, task: Callable[[RenderJob], Result], jobs: list[RenderJob]
) -> Iterator[tuple[RenderJob, Result | None, OSError | None]]:
    """Each job with what the task has returned, as they end; or with an error where its worker was lost."""
    waiting = {pool.submit(task, job): job for job in jobs}
    try:
        for future in as_completed(list(waiting)):
            job = waiting.pop(future)  # and with it the bytes of its film
            try:
                result, error = future.result(), None
            except Exception as lost:  # the task itself returns what goes wrong in it
                result, error = None, OSError(f"its worker was lost ({type(lost).__name__})")
            del future
            yield job, result, error
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def carry(job: RenderJob) -> Carried:
    """Render a film wherever this runs, and return its files, for `put_down`: no disk need be shared."""
    with ONE_AT_A_TIME, tempfile.TemporaryDirectory() as folder:
        outcome = _outcome(replace(job, folder=Path(folder)))
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}, outcome


def put_down(job: RenderJob, files: Mapping[str, bytes], outcome: Outcome) -> Outcome:
    """Put the files of a film where its job wants them; returns the outcome, or why there is no film.

    One that another state of the project has made, or other versions of the packages, is refused.
    """
    if outcome[1]:
        return outcome
    if json.loads(files[f"{job.stem}.json"])["fingerprint"] != fingerprint(job.name):
        return [], BadInput(f"{job.stem} comes from a worker with other sources or versions than here; bring it up to date")
    try:
        with staging(job.folder, job.stem) as folder:
            for name, content in files.items():
                (folder / name).write_bytes(content)
    except OSError as error:
        return [], error
    return outcome


def _outcome(job: RenderJob) -> Outcome:
    _settle()
    from scenes.studio.store.render import render

    try:
        return render(job), None
    except (BadInput, OSError) as error:
        return [], error
    except Exception as error:
        return [], faults.fault(error, f"scenes/{job.name}.py")


@cache
def _settle() -> None:
    """Load what rendering needs, once for a process, and look through it for garbage never again: that takes a tenth of a film's time."""
    gc.set_threshold(100_000, 50, 100)
    import scenes.studio.store.render  # noqa: F401

    gc.freeze()


def init_worker() -> None:
    """Let this process end when the one that started it does."""
    threading.Thread(target=exit_with_parent, daemon=True).start()


def exit_with_parent() -> None:
    """Wait for the parent process to end, then end at once: nobody waits for these films, and a later run may be making them anew."""
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


class Progress:
    """Lines about films and, below them on a terminal, how many films are done, whether made or failed."""

    def __init__(self, films: int):
        self._films, self._done = films, 0
        self._on_terminal = bool(sys.stderr and sys.stderr.isatty())  # none where it was closed

    def __enter__(self) -> Self:
        self._status(f"0 of {self._films} films")
        return self

    def __exit__(self, *_: object) -> None:
        self._status("")

    def done(self, lines: list[str], file: TextIO) -> None:
        """Count a film and print what there is to say about it."""
        self._done += 1
        self._status("")
        print(*lines, sep="\n", file=file, flush=True)
        self._status(f"{self._done} of {self._films} films")

    def _status(self, text: str) -> None:
        """Put `text` in the place of the last status, where the cursor is."""
        if self._on_terminal:
            print(f"\r{text:40}", end="" if text else "\r", file=sys.stderr, flush=True)
