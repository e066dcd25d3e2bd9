"""The explorer of learning rates in a page: every step of the run of every rate, drawn as its two sliders ask for it.

Four plots in SVG. Here they get their axes, and what stands still; docs/assets/explorer.js draws the run from its rows. Within a
plot an SVG has the units of the data, upside down as SVG counts; losses are in powers of ten.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from scenes.studio.numbers import fixed_for_readers, for_readers, log_tick, signed
from scenes.studio.pages.pictures import Url, images
from scenes.studio.pages.site import Site
from scenes.studio.pages.tables import heading
from scenes.studio.pages.templates import one_line
from scenes.studio.store.names import file_name
from scenes.studio.store.record import Record

NAME = "lr_explorer"
LOSSES = (0.02, 100.0)  # what is seen of the losses: those of a run that flies apart are off it, or the rest would lie flat
RINGS = [0.24 * 2**turn for turn in range(12)]  # losses above the best one, each twice the one inside it
ARRIVED = 0.01  # of the loss above the best one: a run with less left has settled

Marks = Sequence[tuple[float, str]]  # (place in units of the data, text)
Run = Sequence[Mapping[str, float]]  # the rows of one rate: loss, grad_0, grad_1, …


def explorer(site: Site) -> str:
    """The explorer's figure: see scenes/lr_explorer.py, which has its runs. Raises Unknown when it has not been rendered."""
    return figure(site.record(NAME), site.film_url)


def figure(film: Record, url: Url) -> str:
    """The explorer's <figure>."""
    last, page = film.data["params"]["steps"], film.data["page"]
    runs = [film.rows[first : first + last + 1] for first in range(0, len(film.rows), last + 1)]
    rates, ends = [run[0]["lr"] for run in runs], [float(f"{run[-1]['loss']:.3g}") for run in runs]
    facts = film.data["facts"]
    verdicts = [verdict(run, facts["best_loss"]) for run in runs]
    return one_line(
        "explorer.html",
        csv=url(film.file(file_name(NAME, "csv")).name),
        readouts=[heading(name, film.data["readouts"][name]) for name in ("loss", "a_0", "a_1")],
        rows=[(for_readers(row["loss"]), place(row["a_0"]), place(row["a_1"])) for row in film.rows],
        stills=images(film, url),
        plots=plots(page["axes"], rates, last),
        points="".join(f"M{x} {-y}h0" for x, y in page["points"]),
        ring=" ".join(f"{slope} {-intercept}" for slope, intercept in page["ring"]),
        scales=[f"{math.sqrt(loss):.3f}" for loss in RINGS],
        fit=f"{facts['best_slope']:.3f} {-facts['best_intercept']:.3f}",
        fit_x=share(facts["best_slope"], *page["axes"]["slope"]),
        fit_y=share(facts["best_intercept"], *reversed(page["axes"]["intercept"])),
        limit=for_readers(facts["limit"]),
        limit_at=f"{facts['limit']:.4f}",
        limit_x=share(facts["limit"], rates[0], rates[-1]),
        least=f"{-math.log10(facts['best_loss']):.3f}",
        least_y=share(math.log10(facts["best_loss"]), *map(math.log10, reversed(LOSSES))),
        words=in_words(rates, ends, facts["limit"], last),
        best=facts["best_loss"],
        sides=list(map(sides, runs)),
        verdicts=[say(*its, last) for its in verdicts],
        ranges=[(kind, *(group[at][1] for at in (0, -1))) for kind, group in _alike(zip(verdicts, rates, strict=True))],
        ends=list(zip(rates, ends, verdicts, strict=True)),
        rates=rates,
        steps=last,
        opens=divmod(film.data["poster"], last + 1),
    )


def place(parameter: float) -> str:
    """A parameter as the page shows it, and draws its path: with two decimals until it is far out of sight."""
    return fixed_for_readers(parameter) if abs(parameter) < 1000 else for_readers(parameter)


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
        "settles": f"settles: by step {arrived} it has come {1 - ARRIVED:.0%} of the way down",
        "swings": f"swings from side to side and settles: by step {arrived} it has come {1 - ARRIVED:.0%} of the way down",
        "diverges": "diverges: the loss grows",
    }[kind]


def _alike(verdicts: Any) -> list[tuple[str, list[Any]]]:
    """Neighbouring rates that go alike, as (kind, [(verdict, rate), …])."""
    return [(kind, list(group)) for kind, group in groupby(verdicts, key=lambda its: its[0][0])]


def plots(seen: Mapping[str, tuple[float, float]], rates: Sequence[float], last: int) -> dict[str, Any]:
    """The axes of each plot, by its name; `seen` is what is seen of slope, intercept, x and y."""
    low, high = map(math.log10, LOSSES)
    powers = [(power, log_tick(10.0**power)) for power in range(math.ceil(low), math.floor(high) + 1)]
    fifths = [(fifth / 5, f"{fifth / 5:g}") for fifth in range(math.ceil(5 * rates[0]), math.floor(5 * rates[-1]) + 1)]
    return {
        "valley": axes(seen["slope"], seen["intercept"], _even(seen["slope"], 2), _even(seen["intercept"], 2)),
        "line": axes(seen["x"], seen["y"], _even(seen["x"], 1), _even(seen["y"], 2)),
        "rates": axes((rates[0], rates[-1]), (low, high), fifths, powers),
        "run": axes((0, last), (low, high), _even((0, last), max(last // 4, 1)), powers),
    }


def axes(across: tuple[float, float], up: tuple[float, float], across_marks: Marks, up_marks: Marks) -> dict[str, Any]:
    """A plot's viewBox, in units of the data, and its ticks as (place in per cent of the plot, text)."""
    (left, right), (low, high) = across, up
    return {
        "box": f"{left:g} {-high:.4g} {right - left:.4g} {high - low:.4g}",
        "across": [(share(place, left, right), text) for place, text in across_marks],
        "up": [(share(place, high, low), text) for place, text in up_marks],
    }


def share(place: float, start: float, end: float) -> str:
    """Where a place stands on the way from start to end, in per cent."""
    return f"{(place - start) / (end - start):.2%}"


def in_words(rates: Sequence[float], ends: Sequence[float], limit: float, steps: int) -> str:
    """The losses after so many steps, at all rates, for those who do not see them."""
    best = min(range(len(ends)), key=ends.__getitem__)
    return (
        f"The loss after {steps} steps over the learning rate: {for_readers(ends[0])} at {for_readers(rates[0])}, least at "
        f"{for_readers(rates[best])} with {for_readers(ends[best])}, and {for_readers(ends[-1])} at {for_readers(rates[-1])}, "
        f"beyond the limit of {for_readers(limit)}."
    )


def _even(seen: tuple[float, float], step: int) -> Marks:
    """The multiples of `step` that are seen."""
    low, high = seen
    return [(place, signed(str(place))) for place in range(math.ceil(low / step) * step, math.floor(high) + 1, step)]
