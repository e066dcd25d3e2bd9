"""Films in parallel over the cores, each on one thread, with their progress shown."""

import multiprocessing
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from queue import Empty
from typing import Any

from scenes.studio.errors import BadInput
from scenes.studio.store.job import RenderJob

News = tuple[str, str, int, int]  # film, what is being done, frames done, frames in all
Outcome = tuple[list[str], BaseException | None]

_queue: Any = None  # in a worker: where its news goes


def render_all(jobs: list[RenderJob]) -> int:
    """Render the jobs and say a line for each. Returns the exit code; one film's failure leaves the others whole."""
    code = 0
    start = time.monotonic()
    with _progress(len(jobs)) as (show, say, complain):
        for job, (remarks, error) in _outcomes(jobs, show):
            if isinstance(error, BadInput):
                code = max(code, 2)
                complain(f"scenes: {error}")
            elif error:
                code = max(code, 1)
                complain("".join(traceback.format_exception(error)).rstrip())
                complain(f"scenes: {job.stem} was not made: {error}")
            else:
                size = sum(path.stat().st_size for path in job.folder.glob(f"{job.stem}.*"))
                say(f"{job.stem}: {size / 1e6:.1f} MB in {_relative(job.folder)}")
                for remark in remarks:
                    say(f"{job.stem}: {remark}")
    if len(jobs) > 1:
        print(f"{len(jobs)} films in {time.monotonic() - start:.0f} s")
    return code


def _outcomes(jobs: list[RenderJob], show: Callable[[News], None]) -> Iterator[tuple[RenderJob, Outcome]]:
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers == 1:
        for job in jobs:
            yield job, _outcome(job, show)
        return
    context = multiprocessing.get_context("spawn")  # a forked torch may hang
    queue = context.Queue()
    with ProcessPoolExecutor(workers, context, _hire, (queue,)) as pool:
        waiting = {pool.submit(_work, job): job for job in jobs}
        try:
            while waiting:
                with suppress(Empty):
                    show(queue.get(timeout=0.1))
                for future in [future for future in waiting if future.done()]:
                    error = future.exception()
                    yield waiting.pop(future), ([], error) if error else future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(job: RenderJob, show: Callable[[News], None]) -> Outcome:
    from scenes.studio.store.render import render

    try:
        return render(job, lambda *state: show((job.stem, *state))), None
    except Exception as error:
        return [], error


def _hire(queue: Any) -> None:
    global _queue
    _queue = queue
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """Nobody waits for the films of a killed process, and a later one may be making them anew."""
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _work(job: RenderJob) -> Outcome:
    return _outcome(job, _queue.put)


@contextmanager
def _progress(films: int) -> Iterator[tuple[Callable[[News], None], Callable[[str], None], Callable[[str], None]]]:
    """How to show news, to say a line and to complain: bars on a terminal, plain lines in a log."""
    if not sys.stderr.isatty():
        yield lambda news: None, lambda line: print(line, flush=True), lambda line: print(line, file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console) as progress:
        whole = progress.add_task("films", total=films)
        bars: dict[str, Any] = {}

        def show(news: News) -> None:
            film, doing, done, total = news
            if film not in bars:
                bars[film] = progress.add_task(film)
            progress.update(bars[film], description=f"{film} {doing}", completed=done, total=total)

        def say(line: str) -> None:
            film = line.partition(":")[0]
            if film in bars:
                progress.remove_task(bars.pop(film))
                progress.advance(whole)
            console.print(line, highlight=False, markup=False, soft_wrap=True)

        yield show, say, say


def _relative(path: Any) -> str:
    return os.path.relpath(path)
