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
from scenes.studio.order import Order

News = tuple[str, str, int, int]  # film, what is being done, frames done, frames in all
Outcome = tuple[list[str], BaseException | None]

_queue: Any = None  # in a worker: where its news goes


def render_all(orders: list[Order]) -> int:
    """Render the orders and say a line for each. Returns the exit code; one film's failure leaves the others whole."""
    code = 0
    start = time.monotonic()
    with _progress(len(orders)) as (show, say, complain):
        for order, (remarks, error) in _outcomes(orders, show):
            if isinstance(error, BadInput):
                code = max(code, 2)
                complain(f"scenes: {error}")
            elif error:
                code = max(code, 1)
                complain("".join(traceback.format_exception(error)).rstrip())
                complain(f"scenes: {order.stem} was not made: {error}")
            else:
                size = sum(path.stat().st_size for path in order.folder.glob(f"{order.stem}.*"))
                say(f"{order.stem}: {size / 1e6:.1f} MB in {_relative(order.folder)}")
                for remark in remarks:
                    say(f"{order.stem}: {remark}")
    if len(orders) > 1:
        print(f"{len(orders)} films in {time.monotonic() - start:.0f} s")
    return code


def _outcomes(orders: list[Order], show: Callable[[News], None]) -> Iterator[tuple[Order, Outcome]]:
    workers = min(len(orders), os.cpu_count() or 1)
    if workers == 1:
        for order in orders:
            yield order, _outcome(order, show)
        return
    context = multiprocessing.get_context("spawn")  # a forked torch may hang
    queue = context.Queue()
    with ProcessPoolExecutor(workers, context, _hire, (queue,)) as pool:
        jobs = {pool.submit(_work, order): order for order in orders}
        try:
            while jobs:
                with suppress(Empty):
                    show(queue.get(timeout=0.1))
                for job in [job for job in jobs if job.done()]:
                    error = job.exception()
                    yield jobs.pop(job), ([], error) if error else job.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _outcome(order: Order, show: Callable[[News], None]) -> Outcome:
    from scenes.studio.render import render

    try:
        return render(order, lambda *state: show((order.stem, *state))), None
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


def _work(order: Order) -> Outcome:
    return _outcome(order, _queue.put)


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
