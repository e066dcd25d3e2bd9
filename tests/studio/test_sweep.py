"""A sweep: a take of every combination, a table and a sheet."""

import csv
import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mini import Project
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
        ("sweep tiny --lr 0.1:0.2:20000", "has 20,000 values; a sweep has 2,000 takes at most"),
        ("sweep tiny --lr 0.1,0.2 --out docs/animations", "docs holds the project's own files"),
        ("sweep tiny --lr 0.1,0.2 --scheduler nonsense", "nonsense is not the address of a cluster, such as tcp://"),
    ],
)
def test_what_cannot_be_swept_is_told_in_a_line(shared_project, words, told):
    said = shared_project.scenes(*words.split())
    assert said.returncode == 2, said.stderr
    assert told in said.stderr
    assert len(said.stderr.splitlines()) == 1


@contextmanager
def cluster(project: Project, other: Project, workers: int) -> Iterator[tuple[str, list]]:
    """A Dask scheduler on this machine, and workers in another copy of the project; its address, and the processes of the workers."""
    where = other.root / "scheduler.json"
    started = [project.start("-m", "dask", "scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard", f"--scheduler-file={where}")]
    words = ["-m", "dask", "worker", f"--scheduler-file={where}", "--nthreads=1", "--no-nanny", "--no-dashboard", "--host=127.0.0.1"]
    try:
        while not where.is_file():
            assert started[0].poll() is None, started[0].communicate()
            time.sleep(0.1)
        started += [other.start(*words) for _ in range(workers)]
        yield json.loads(where.read_text(encoding="utf-8"))["address"], started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.communicate()


def test_a_cluster_makes_the_same_bytes_even_where_a_worker_is_killed(published_project: Project, tmp_path: Path):
    other = Project(tmp_path / "elsewhere", like=published_project.root)
    words = ("sweep", "tiny", "--lr", "0.25:0.75:4", "--steps", "12")
    with cluster(published_project, other, 2) as (address, workers):
        sweep = published_project.start("-m", "scenes", *words, "--out", "there", "--scheduler", address)
        while not (published_project.root / "there").is_dir() or not list((published_project.root / "there").glob("*.json")):
            assert sweep.poll() is None, sweep.communicate()
            time.sleep(0.02)
        workers[0].send_signal(signal.SIGKILL)  # among its films
        _, err = sweep.communicate(timeout=300)
        assert sweep.returncode == 0, err
        assert len(workers) - sum(worker.poll() is None for worker in workers) == 1
    assert not (other.root / "there").exists()
    assert published_project.scenes(*words, "--out", "here").returncode == 0
    here, there = ({path.name: path.read_bytes() for path in (published_project.root / out).iterdir()} for out in ("here", "there"))
    assert len([name for name in here if name.endswith(".once.gif")]) == 4
    assert there == here


def test_a_cluster_that_is_not_there_is_told_in_a_line(shared_project):
    said = shared_project.scenes("sweep", "tiny", "--lr", "0.1,0.2", "--scheduler", "tcp://127.0.0.1:9")
    assert said.returncode == 2
    assert "no cluster at tcp://127.0.0.1:9" in said.stderr
    assert len(said.stderr.splitlines()) == 1
