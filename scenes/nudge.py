"""Nudges: of four small changes to slope or intercept, each round keeps the one with the lowest loss.

Alt: Five pictures of a line among points, each with its misses: the line now, and four tries, with intercept or slope a little higher or
lower. A bar is the loss of the line now, and a bar below each try is the change of the loss: it hangs down where the loss falls. The try
with the longest bar down has a frame and becomes the next line. In the end all four bars stand up. Below, each
loss that is computed adds a square to a row.

There are two numbers to change, so there are four nudges: the intercept up or down by {by}, the slope up or down by {by}. For each, the
loss on all {points} points is really computed. The lowest of the four wins, as long as it is lower than the present one, and the next
round starts from there, with the loss that the winner had. One of its four neighbours is the line before, whose loss is known; a bar of a
loss that is known is hollow. The others are computed.

After {moves:.0f} moves all four are higher than the loss now, {loss.last:.3f}, and the search stops, at slope {a_0.last:.1f} and intercept
{a_1.last:.1f}. The best fit has {best_loss:.3f}. It lies between that line and its neighbours, where no nudge of {by} lands. The loss was
{loss.first:.2f} at first. It works, and it needs no mathematics. But it took {evaluations.last:.0f} losses over all points to find the
way: up to four in a round for two parameters, and twice as many as parameters in general.
"""

import torch

from scenes.shared.line_fit import OwnPoints
from scenes.shared.line_loss import GUESS
from scenes.shared.loss_bars import loss_bars
from scenes.shared.nudge_parts import changes, pictures, tally, use_room
from scenes.studio.run.descend import mse
from scenes.studio.words import say

NUDGES = {"intercept +": (0, 1), "intercept −": (0, -1), "slope +": (1, 0), "slope −": (-1, 0)}  # of slope and intercept


class Nudge(OwnPoints):
    """A line fit without a gradient: of four nudges the best, until none is better. `places` (4, 2) count nudges from the guess."""

    by: float = 0.4
    rounds: int = 40  # at most

    bounds = {**OwnPoints.bounds, "by": (0.001, 1000.0)}
    readouts = {"loss": "loss", "a_0": "slope", "a_1": "intercept", "evaluations": "losses computed"}
    times = [500]
    counter = "{evaluations} losses computed"

    def train(self):
        x, y = self.data()
        at, known = torch.zeros(2, dtype=torch.int), dict[tuple[int, ...], torch.Tensor]()

        def loss(place):
            key = tuple(place.tolist())
            known[key] = known[key] if key in known else mse(x @ (torch.tensor(GUESS) + self.by * place), y)
            return known[key]

        for _ in range(self.rounds + 1):
            here, places = loss(at), at + torch.tensor(list(NUDGES.values()), dtype=torch.int)
            losses = torch.stack([loss(place) for place in places])
            best, better = losses.argmin(), losses.min() < here
            row = {"loss": here, "a": torch.tensor(GUESS) + self.by * at, "at": at, "places": places, "tried": losses}
            yield row | {"best": best, "better": better.int(), "evaluations": len(known)}
            if not better:
                break
            at = places[best]

    def facts(self, trace):
        return self.best_fit | {"moves": int(trace.better.sum())}

    def story(self, trace):
        return {
            0: "Four small changes: which one lowers the loss most?",
            1 if len(trace) > 1 else None: "The lowest wins, and its line is the next",
            len(trace) // 2 + 1 if len(trace) > 3 else None: "Every move costs up to four losses over all points",
            -1: "Still on the way" if trace.better[-1] else "All four are higher: {evaluations:.0f} losses for two numbers",
        }

    def draw(self, trace, stage):
        wide = stage.canvas.wide
        titles = [say("the line now"), *(say(f"{name}{{by:g}}", by=self.by) for name in NUDGES)]
        above, below = stage.columns(titles if wide else ["\n".join(title.rsplit(" ", 1)) for title in titles], rows=2, across=True)
        use_room(stage, below[0])
        below[0].set_title(say("loss: mean squared miss") if wide else say("loss"))
        return [
            pictures(stage, above, trace, self.by, *self.data()),
            loss_bars(stage, below[0], trace.loss, range(len(trace)), "{loss:.2f}", *((1.05, True) if wide else (2.5, False))),
            changes(stage, below[1:], trace),
            tally(stage, below, trace.evaluations.astype(int)),
        ]


scene = Nudge()
