"""Which rows become frames, and how long each stands: time goes where something happens.

A film rests at its stops. Between them a step that moves much takes long and one that moves little is quick; rows by which
nothing moves two pixels are left out, in strides of 2, 5, 10, … that end at the next stop.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

FIRST, REST, LAST = 2500, 1500, 3000  # milliseconds at the first frame, at a stop, at the last frame
QUICK, SLOW = 100, 700  # for a step by which little moves, and by which much does
STILL, FAR = 2.0, 40.0  # pixels: little, and much; in a film that never moves so far, its farthest move is much
LONGEST = 15_000  # of a whole film
MOST = 20_000  # of a film whose scene gives it times of its own
TICK = 100  # every time is a multiple of it, so that GIF and MP4 last equally long
STRIDES = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]

Distance = Callable[[int, int], float]  # pixels by which the picture moves from one row to another


def frames(
    rows: Sequence[int], stops: Sequence[int], distance: Distance | None, times: Sequence[int] | None = None
) -> tuple[list[int], list[int]]:
    """Of the `rows` those that become frames, the `stops` always among them, and the milliseconds that each stands.

    Where no `distance` is known each row counts as one by which much moves. `times` are a scene's own, one for each row of the run: then
    all `rows` stay, unless the film would be too long.
    """
    rows = sorted({*rows, *stops})
    if times is not None:
        own = _timed(rows, stops, [times[row] for row in rows[:-1]])
        if sum(own) <= MOST:
            return rows, own
    return _paced(rows, stops, distance or (lambda a, b: FAR * (b - a)))


def _paced(rows: list[int], stops: Sequence[int], distance: Distance) -> tuple[list[int], list[int]]:
    room = LONGEST - FIRST - LAST - REST * max(0, len(stops) - 2)
    farthest = max((distance(row, after) for row, after in pairwise(rows)), default=FAR)
    far, least = min(FAR, max(farthest, 4 * STILL)), STILL
    while True:
        kept = _moving(rows, set(stops), distance, least)
        times = [_time(distance(row, after), far) for row, after in pairwise(kept)]
        moving = [time * (row not in stops) for row, time in zip(kept, times, strict=False)]
        if QUICK * sum(map(bool, moving)) <= room:
            squeeze = min(1.0, room / (sum(moving) or 1))
            return kept, _timed(kept, stops, [time * squeeze for time in moving])
        least *= 1.5


def _timed(rows: Sequence[int], stops: Sequence[int], times: Sequence[float]) -> list[int]:
    """The milliseconds of each frame: `times`, one for each row but the last, with the rests of the stops in their place."""
    durations = [REST if row in stops else max(TICK, round(time / TICK) * TICK) for row, time in zip(rows, times, strict=False)]
    return [FIRST, *durations[1:], LAST] if len(rows) > 1 else [FIRST + LAST]


def skips(rows: Sequence[int]) -> dict[int, int]:
    """Where frames skip rows: {row: how many rows it is from the frame before}."""
    return {after: after - row for row, after in pairwise(rows) if after - row > 1}


def _time(pixels: float, far: float) -> float:
    return QUICK + (SLOW - QUICK) * min(max((pixels - STILL) / (far - STILL), 0), 1)


def _moving(rows: list[int], stops: set[int], distance: Distance, least: float) -> list[int]:
    """The rows without those that differ from the one kept before by fewer pixels than `least`."""
    kept, i = [rows[0]], 0
    while i < len(rows) - 1:
        if rows[i] in stops:
            strides, end = iter(STRIDES), next(k for k in range(i + 1, len(rows)) if rows[k] in stops)
            stride = next(strides)
        while i + stride < end and distance(rows[i], rows[i + stride]) < least:
            stride = next(strides)
        i = min(i + stride, end)
        kept.append(rows[i])
    return kept
