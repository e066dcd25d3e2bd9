"""The explorer of learning rates in a page: two sliders over every step of the run of every rate, and a chart."""

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from scenes.studio.numbers import NO_BREAK, fixed_for_readers, for_readers, readable_size
from scenes.studio.pages.pictures import Url, images
from scenes.studio.pages.site import Site
from scenes.studio.pages.tables import heading
from scenes.studio.pages.templates import one_line
from scenes.studio.store.names import file_name
from scenes.studio.store.record import Record

NAME = "lr_explorer"
LEFT, RIGHT, TOP, BOTTOM = 14.0, 86.0, 14.0, 77.0  # of the chart's frame, in per cent of its picture; it ends with the slider
GAP = 1.8  # between the two scales, about a rate and a half
TICKS = (0.01, 0.03, 0.1, 0.3, 0.7, 0.8, 0.9, 1, 1.1, 1.2)  # up to the knee each about three times the last
HIGHEST = 3  # the power of ten at the top of the chart: what lies above is off it, or the rest would lie flat
ARRIVED = 0.01  # of the loss above the best one: a run with less left has settled

Run = Sequence[Mapping[str, float]]  # the rows of one rate: loss, grad_0, grad_1, …


def explorer(site: Site) -> str:
    """The explorer's figure: see scenes/lr_explorer.py, which films it. Raises Unknown when it has not been rendered."""
    return figure(site.record(NAME), site.film_url)


def figure(film: Record, url: Url) -> str:
    """The explorer's <figure>; beside its picture the loss at the end of each run over its rate."""
    last = film.data["params"]["steps"]
    runs = [film.rows[first : first + last + 1] for first in range(0, len(film.rows), last + 1)]
    rates, ends = [run[0]["lr"] for run in runs], [float(f"{run[-1]['loss']:.3g}") for run in runs]
    limit, best = film.data["facts"]["limit"], film.data["facts"]["best_loss"]
    verdicts = [verdict(run, best) for run in runs]
    files = {theme: url(film.file(file_name(NAME, "mp4", theme)).name) for theme in ("light", "dark")}
    return one_line(
        "explorer.html",
        **files,
        csv=url(film.file(file_name(NAME, "csv")).name),
        size=readable_size(film.file(file_name(NAME, "mp4")).stat().st_size),
        readouts=[heading(name, film.data["readouts"][name]) for name in ("loss", "a_0", "a_1")],
        rows=[(for_readers(row["loss"]), place(row["a_0"]), place(row["a_1"])) for row in film.rows],
        stills=images(film, url),
        chart=chart(rates, ends, limit, film.data["params"]["knee"], last),
        limit=fixed_for_readers(limit),
        best=best,
        sides=list(map(sides, runs)),
        verdicts=[say(*its, last) for its in verdicts],
        ranges=[(kind, *(group[at][1] for at in (0, -1))) for kind, group in _alike(zip(verdicts, rates, strict=True))],
        ends=list(zip(rates, ends, verdicts, strict=True)),
        rates=rates,
        steps=last,
        opens=divmod(film.data["poster"], last + 1),
        fps=film.data["fps"],
    )


def place(parameter: float) -> str:
    """A parameter as the page shows it: with two decimals while it is near, so that nothing jumps."""
    return fixed_for_readers(parameter) if abs(parameter) < 10 else for_readers(parameter)


def verdict(run: Run, best: float) -> tuple[str, int]:
    """How a run goes, and after how many steps it has arrived: “creeps”, “swings on” and “diverges” never do, “settles”, and “swings” as
    it settles."""
    above, swings = [row["loss"] - best for row in run], 1 in sides(run)
    if above[-1] > above[0]:
        return "diverges", 0
    if above[-1] > ARRIVED * above[0]:
        return "swings on" if swings else "creeps", 0
    return "swings" if swings else "settles", next(step for step, left in enumerate(above) if left <= ARRIVED * above[0])


def sides(run: Run) -> list[int]:
    """On which side of the valley each row is, 0 or 1, the first on 0: it has jumped over where its gradient points back."""
    found, last = [0], run[0]
    for row in run[1:]:
        turned = row["grad_0"] * last["grad_0"] + row["grad_1"] * last["grad_1"] < 0
        found.append(found[-1] ^ turned)
        last = row
    return found


def say(kind: str, arrived: int, steps: int) -> str:
    """A verdict in words, to go on from “the run”."""
    return {
        "creeps": f"creeps, and has not arrived after {steps} steps",
        "swings on": f"swings from side to side, and has not arrived after {steps} steps",
        "settles": f"settles: from step {arrived} on it is near the lowest loss",
        "swings": f"swings from side to side and settles: from step {arrived} on it is near the lowest loss",
        "diverges": "diverges: the loss grows",
    }[kind]


def _alike(verdicts: Any) -> list[tuple[str, list[Any]]]:
    """Neighbouring rates that go alike, as (kind, [(verdict, rate), …])."""
    return [(kind, list(group)) for kind, group in groupby(verdicts, key=lambda its: its[0][0])]


def chart(rates: list[float], ends: list[float], limit: float, knee: float, steps: int) -> dict[str, Any]:
    """The chart of the loss after `steps` steps over the rate: places in per cent, for the SVG, whose lettering does not grow with it.

    Rates stand as far apart as on their slider, losses on a logarithmic scale. From the `knee` on, near the limit, rates are evenly
    spaced instead: a gap parts the two, and below each stands by how much its marks differ.
    """
    low, high = math.floor(math.log10(min(ends))), min(math.ceil(math.log10(max(ends))), HIGHEST)

    def across(rate: float) -> float:
        right = min(bisect(rates, rate), len(rates) - 1)
        share = (rate - rates[right - 1]) / (rates[right] - rates[right - 1])
        return LEFT + (RIGHT - LEFT) * (right - 1 + share) / (len(rates) - 1)

    def up(loss: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min((math.log10(loss) - low) / (high - low), 1)

    points = [(f"{across(rate):.2f}", f"{up(loss):.2f}") for rate, loss in zip(rates, ends, strict=True)]
    on = [end for end in ends if end < 10.0**high]  # those on the chart: there the rate comes before all that is off it
    powers = [10.0**power for power in range(low, high + 1)]
    best = min(range(len(ends)), key=ends.__getitem__)
    return {
        "points": points,
        "curve": "M" + "L".join(f"{x} {y}" for x, y in points[: len(on) + 1]),
        "limit": f"{across(limit):.2f}",
        "gap": f"{across(knee) - GAP:.2f}",
        "wide": f"{GAP - 0.1:.2f}",  # up to the mark of the knee
        "top": TOP,
        "bottom": BOTTOM,
        "high": BOTTOM - TOP + 2,  # over the ends of the lines
        "scales": [
            (f"{(LEFT + across(knee)) / 2:.2f}", "each mark: about × 3"),
            (f"{(across(knee) + RIGHT) / 2:.2f}", "each mark: + 0.1"),
        ],
        "across": [(f"{across(rate):.2f}", for_readers(rate)) for rate in TICKS if rates[0] <= rate <= rates[-1]],
        "up": [(f"{up(power):.2f}", for_readers(power).removeprefix(f"1{NO_BREAK}×{NO_BREAK}")) for power in powers],
        "words": f"The loss after {steps} steps over the learning rate: {for_readers(ends[0])} at {for_readers(rates[0])}, least at "
        f"{for_readers(rates[best])} with {for_readers(ends[best])}, and {for_readers(ends[-1])} at {for_readers(rates[-1])}, "
        f"beyond the limit of {fixed_for_readers(limit)}.",
    }
