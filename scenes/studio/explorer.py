"""python -m scenes.studio.explorer: every learning rate and every step of the line fit, as one long film to look things up in.

Frame `rate * (steps + 1) + step` shows that run at that step. The reader's two sliders choose it; nothing is computed in
the browser. The files stand in docs/animations/lr_explorer/, whole or not at all, and are made anew when their recipe changes.
"""

import csv
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from scenes.studio import recipe, shelf

FOLDER = shelf.ANIMATIONS / "lr_explorer"
RATES, LOWEST, HIGHEST, STEPS = 60, 0.01, 1.1, 40
SIZE, FPS = (800, 450), 10
OPENS = (30, 12)  # which rate, and which step, the still shows
SCALE = (0.05, 1e3)  # of the losses; what lies above is marked at the edge


def main() -> int:
    """Make the files unless they stand there already; returns the exit code."""
    own = hashlib.sha256((recipe.recipe("good_lr") + Path(__file__).read_text(encoding="utf-8")).encode()).hexdigest()[:16]
    if _fresh(own):
        return 0
    shelf.prepare(FOLDER)
    _render(own)
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"lr_explorer: {size / 1e6:.1f} MB in {recipe.relative(FOLDER)}", flush=True)
    return 0


def _fresh(own: str) -> bool:
    try:
        record = json.loads((FOLDER / "explorer.json").read_text(encoding="utf-8"))
        return record["recipe"] == own and all((FOLDER / file).stat().st_size == size for file, size in record["files"].items())
    except (OSError, json.JSONDecodeError):
        return False


def _render(own: str) -> None:
    import matplotlib
    import numpy as np

    from scenes.good_lr import LineFit
    from scenes.studio.encoders import Indexer, Mp4, still
    from scenes.studio.film import Film
    from scenes.studio.palette import Palette
    from scenes.studio.stage import Stage
    from scenes.studio.theme import THEMES, use_fonts
    from scenes.studio.trace import Trace

    use_fonts()
    rates = [float(f"{rate:.3g}") for rate in np.geomspace(LOWEST, HIGHEST, RATES)]
    scenes = [LineFit(lr=rate, steps=STEPS) for rate in rates]
    runs = [scene.run() for scene in scenes]
    series: dict[str, Any] = {name: np.concatenate([run.series[name] for run in runs]) for name in ("loss", "a", "grad")}
    series["lr"] = np.repeat(np.array(rates), STEPS + 1)
    trace = Trace(series, range(RATES * (STEPS + 1)))
    opens = OPENS[0] * (STEPS + 1) + OPENS[1]
    with shelf.staging(FOLDER, "explorer") as folder:
        for theme in THEMES.values():
            stem = "explorer" if theme is THEMES["light"] else "explorer.dark"
            with matplotlib.rc_context(theme.rc()):
                stage = Stage(theme, SIZE)
                film = Film(stage.figure, _draw(scenes[0], trace, stage), trace.shown, FPS)
                palette = Palette.of(film)
                still(folder / f"{stem}.png", Indexer(palette, film.still)(film.packed(opens)), palette)
                with Mp4(folder / f"{stem}.mp4", SIZE, FPS) as mp4:
                    for i in range(len(film)):
                        mp4.add(film.packed(i), 1000 // FPS)
        columns = {"lr": trace.lr, "loss": trace.loss, "a_0": trace.a[:, 0], "a_1": trace.a[:, 1]}
        columns |= {"grad_0": trace.grad[:, 0], "grad_1": trace.grad[:, 1]}
        with (folder / "explorer.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["lr", "step", *list(columns)[1:]])
            for i, (lr, *row) in enumerate(zip(*columns.values(), strict=True)):
                writer.writerow([lr, i % (STEPS + 1), *map(str, row)])
        record = {
            "rates": rates,
            "steps": STEPS,
            "losses": [[float(f"{loss:.3g}") for loss in run.loss] for run in runs],
            "limit": float(f"{scenes[0].facts()['limit']:.9g}"),
            "best_loss": float(f"{scenes[0].facts()['best_loss']:.9g}"),
            "opens": OPENS,
            "fps": FPS,
            "size": SIZE,
            "files": {path.name: path.stat().st_size for path in sorted(folder.iterdir())},
            "recipe": own,
        }
        (folder / "explorer.json").write_text(json.dumps(record) + "\n", encoding="utf-8")


def _draw(scene: Any, trace: Any, stage: Any) -> Any:
    """The picture of good_lr with the same axes for every rate; returns frame(i)."""
    import numpy as np

    from scenes.studio import line
    from scenes.studio.numbers import fixed
    from scenes.studio.stage import together

    theme, (x, y) = stage.theme, scene.data()
    story, losses, valley = stage.panels("data and line", "loss", "parameters", heights=(2, 3))
    line.draw_valley(valley, stage, x, y)
    stage.log_scale(losses.yaxis, np.array(SCALE))
    losses.set(xlim=(-1, STEPS + 1), xlabel="step")
    (curve,) = losses.plot([], [], color=theme.loss, alpha=0.25, zorder=2)
    (so_far,) = losses.plot([], [], color=theme.loss, zorder=3)
    (now,) = losses.plot([], [], "o", color=theme.loss, markersize=11, zorder=4)
    (path,) = valley.plot([], [], "o-", color=theme.model, linewidth=2, markersize=5, alpha=0.55, zorder=4)
    (end,) = valley.plot([], [], "o", color=theme.model, markersize=11, zorder=6)
    off_losses, off_valley = stage.off_scale(losses, theme.loss), stage.off_scale(valley, theme.model)
    steps = np.arange(STEPS + 1)
    words = [fixed(loss, 3 if loss < 100 else 0) for loss in trace.loss]
    counter = [f"lr {rate:.3f}   step {i % (STEPS + 1)}" for i, rate in enumerate(trace.lr)]

    def move(i: int) -> None:
        first, step = i - i % (STEPS + 1), i % (STEPS + 1)
        curve.set_data(steps, trace.loss[first : first + STEPS + 1])
        so_far.set_data(steps[: step + 1], trace.loss[first : i + 1])
        now.set_data([step], [trace.loss[i]])
        path.set_data(trace.a[first : i + 1].T)
        end.set_data(trace.a[i : i + 1].T)
        off_losses(step, trace.loss[i], words[i])
        off_valley(trace.a[i, 0], trace.a[i, 1], f"({fixed(trace.a[i, 0], 1)}, {fixed(trace.a[i, 1], 1)})")

    return together(
        stage.readouts(trace, ("loss", words, theme.loss), counter=counter),
        line.draw_line(story, stage, x, y, trace.a),
        line.draw_arrow(valley, theme.gradient, trace.a, trace.grad, 0.25),
        move,
    )


if __name__ == "__main__":
    sys.exit(main())
