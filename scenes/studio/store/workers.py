"""Films in parallel over the cores, each on one thread."""

import gc
import multiprocessing
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Self, TextIO

from scenes.studio.errors import BadInput
from scenes.studio.run.no_compiler import spare_compiler
from scenes.studio.store.job import RenderJob
from scenes.studio.store.names import film_files

Outcome = tuple[list[str], BaseException | None]  # remarks, or why there is no film


def render_all(jobs: list[RenderJob]) -> int:
    """Render the jobs and print a line for each. Returns the exit code; one film's failure leaves the others whole."""
    codes = [0]
    start = time.monotonic()
    with Progress(len(jobs)) as progress:
        for job, (remarks, error) in outcomes(jobs):
            if error is None:
                size = sum(path.stat().st_size for path in film_files(job.folder, job.stem))
                made = f"{size / 1e6:.1f} MB in {os.path.relpath(job.folder)}"
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
                trace = "".join(traceback.format_exception(error)).rstrip()
                progress.done([trace, f"scenes: {job.stem} was not made: {error}"], sys.stderr)
    if len(jobs) > 1:
        print(f"{len(jobs)} films in {time.monotonic() - start:.0f} s")
    return max(codes)


def outcomes(jobs: list[RenderJob]) -> Iterator[tuple[RenderJob, Outcome]]:
    """Each job with its outcome, as they end."""
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers == 1:
        yield from ((job, _outcome(job)) for job in jobs)
        return
    context = multiprocessing.get_context("spawn")  # a forked torch may hang
    with ProcessPoolExecutor(workers, context, init_worker) as pool:
        futures = {pool.submit(_outcome, job): job for job in jobs}
        try:
            for future in as_completed(futures):
                error = future.exception()  # of a worker that was killed
                yield futures[future], ([], error) if error else future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(job: RenderJob) -> Outcome:
    spare_compiler()
    from scenes.studio.store.render import render

    gc.freeze()  # torch and matplotlib stay: to look through them for garbage takes a tenth of a film's time
    gc.set_threshold(100_000, 50, 100)
    try:
        return render(job), None
    except Exception as error:
        return [], error


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
        self._on_terminal = sys.stderr.isatty()

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
