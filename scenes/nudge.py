"""Nudges: of four small changes to slope or intercept, each round keeps the one with the lowest loss.

Alt: Five pictures of a line among points: the line now, and four tries, with intercept or slope a little higher or lower. The try that
is computed shows its misses, and those that it makes longer are thick. Below, a level is the loss now, and on the bar of each try the
change of the loss hangs down from it or stands up. The try with the lowest bar has a frame and becomes the next line, and the level
sinks. Then the scale comes closer, from 10 to less than 1, and all four stand up. Each try adds a square to a row, hollow if its loss was
known. Last squares for one round: 4 with 2 numbers, a row of 40 with 20, a block of {dear:.0f} with {many:.0f}.

There are two numbers to change, so there are four nudges: the intercept up or down by {by}, the slope up or down by {by}. For each, the
loss on all {points} points is really computed. The lowest of the four wins, as long as it is lower than the present one, and the next
round starts from there, with the loss that the winner had. One of its four neighbours is the line where we came from, whose loss is
known, and some were tried before; the bar and the square of a loss that is known are hollow. The others are computed.

After {moves:.0f} moves all four are higher than the loss now, {loss.last:.3f}, and the search stops, at slope {a_0.last:.1f} and
intercept {a_1.last:.1f}. The best fit has {best_loss:.3f}. It lies between that line and its neighbours, where no nudge of {by} lands.
The loss was {loss.first:.2f} at first. It works, and it needs no mathematics. But it took {evaluations.last:.0f} losses over all points
to find the way: up to four in a round for two parameters, and twice as many as parameters in general.
For {numbers:.0f} numbers that is up to {price:.0f} in one round.
"""

import torch

from scenes.shared.line_fit import OwnPoints
from scenes.shared.line_loss import GUESS
from scenes.shared.nudge_parts import DONE, PRICES, arranged, changes, losses_so_far, pictures, prices, slowly, tally
from scenes.studio.run.descend import mse
from scenes.studio.words import say

NUDGES = {"intercept +": (0, 1), "intercept −": (0, -1), "slope +": (1, 0), "slope −": (-1, 0)}  # of slope and intercept


class Nudge(OwnPoints):
    """A line fit without a gradient: of four nudges the best, until none is better. `places` (4, 2) count nudges from the guess."""

    by: float = 0.4
    rounds: int = 40  # at most

    bounds = {**OwnPoints.bounds, "by": (0.001, 1000.0)}
    readouts = {"loss": "loss", "a_0": "slope", "a_1": "intercept", "evaluations": "losses computed"}
    times = [400] * 6 + [500] * 2 + [200] * 7 + [100] * 6 + [300]
    counter = "losses computed: {evaluations}"

    def train(self):
        x, y = self.data()
        at, known = torch.zeros(2, dtype=torch.int), dict[tuple[int, ...], torch.Tensor]()

        def loss(place):
            key = tuple(place.tolist())
            known[key] = known[key] if key in known else mse(x @ (torch.tensor(GUESS) + self.by * place), y)
            return known[key]

        for turn in range(self.rounds + 1):
            here, before, places = loss(at), len(known), at + torch.tensor(list(NUDGES.values()), dtype=torch.int)
            losses = torch.stack([loss(place) for place in places])
            best, better = losses.argmin(), losses.min() < here
            row = {"loss": here, "a": torch.tensor(GUESS) + self.by * at, "at": at, "places": places, "tried": losses}
            row |= {"best": best, "better": better.int(), "turn": turn}
            for told, closer in slowly(turn, last=not better):
                yield row | {"told": told, "closer": torch.tensor(closer), "evaluations": min(before + told, len(known))}
            if not better:
                break
            at = places[best]

    def facts(self, trace):
        moves, numbers = int(trace.turn[-1] + trace.better[-1]), int(trace.evaluations[-1]) // 2  # one round of so many costs as the run
        return self.best_fit | {"moves": moves, "numbers": numbers, "price": 2 * numbers, "many": 2 * PRICES[-1], "dear": 4 * PRICES[-1]}

    def story(self, trace):
        wins = ((trace.told == DONE) & (trace.better > 0)).nonzero()[0].tolist()
        return {
            0: "Four small changes: which one lowers the loss most?",
            wins[0] if wins else None: "The lowest wins, and its line is the next",
            wins[1] if len(wins) > 1 else None: "Once done, a change helps less: another can win",
            None if trace.better[-1] else -2: "All four are higher: {evaluations:.0f} losses for two numbers",
            -1: "Still on the way" if trace.better[-1] else "Up to two new losses a number: {dear} for {many}",
        }

    def draw(self, trace, stage):
        above, below = arranged(stage, [say("the line now"), *(say(f"{name}{{by:g}}", by=self.by) for name in NUDGES)])
        return [
            pictures(stage, above, trace, self.by, *self.data()),
            losses_so_far(stage, below[0], trace),
            changes(stage, below[1:], trace),
            tally(stage, below, trace),
            prices(stage, below, trace),
        ]


scene = Nudge()
