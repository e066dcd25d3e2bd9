"""Feature scaling: the slope turns a line about x = 0; where this is amid the points, one step fits it.

Alt: A line among points, with a dot where x is 0, at the left edge. From step to step its right end swings far up and down, while the
dot creeps, for {needed:.0f} steps. Then the axis has other numbers, the dot is amid the points, and one step leads to the best line.

The same {points} points are fitted twice by the same line, each time at the best learning rate. First x is what was measured, hours of sun
from 0 to {hours:g}. A step changes the intercept, which lifts the whole line, and the slope, which turns it about the place where x is 0.
That hinge is at the left edge, so a turn lifts all points as well, those at the right most. The line swings too high and too low
from step to step, while its left end creeps down. Above a rate of {limit:.2f} the swings would grow. It takes {needed:.0f} steps until a
hundredth of the way down is left.

Then x is standardised: its mean is subtracted, and the rest is divided by its standard deviation. The points stay where they are, and
only the numbers on the x axis differ. Now x is 0 in the middle. A turn lifts one half as much as it lowers the other, so that lift and
turn do not disturb each other. From the same first line one step, at a rate of {round_rate:.1f}, arrives at the best one, with a loss of
{best_loss:.3f}.
"""

import numpy as np

from scenes.shared.scaling_parts import hinged_line, lift_and_turn, numbers_of_axis, points_over_an_axis
from scenes.shared.two_units import TwoUnits
from scenes.studio.draw.marks import only
from scenes.studio.words import say


class FeatureScaling(TwoUnits):
    """What a step does to the line where x is measured in hours, and where it is standardised."""

    times = [600] * 4 + [300] * 4 + [100]

    def story(self, trace):
        found, turned = self.facts(trace), int(trace.run.argmax())
        slow = found.get("needed", self.steps) > 5 and "round_needed" in found
        return {
            0: "The same points, x in other units: does it matter?",
            1 if slow else None: "Turned about its edge, the line rises twice: too far",
            2 if slow else None: "Now too far back: it comes nearer only slowly",
            turned - 1 if slow else None: "{needed:.0f} steps, and the line is almost there"
            if "needed" in found
            else "{steps} steps, and the line is not there yet",
            turned: "Standardised: the same line, with x = 0 midway",
            -1: "Turning no longer lifts: one step fits, not {needed:.0f}"
            if slow and "needed" in found and found["round_needed"] == 1
            else "Loss {loss:.3g} after {taken:.0f} steps",
        }

    def frame_labels(self, trace):
        names = "hours: step {n}", "standardised: step {n}"
        return [say(names[int(run)], n=int(n)) for run, n in zip(trace.run, trace.taken, strict=True)]

    def draw(self, trace, stage):
        (x, y), scales, run = self.data(), self.scales(), trace.run.astype(int)
        (story,) = stage.panels("each step lifts the line, then turns it (best learning rate)")
        across, ends = x[:, 0].numpy(), np.array([0.0, self.hours])
        zero, unit = np.array([its[:2] for its in scales])[run].T
        rate = np.array([self.both["rate"], self.both["round_rate"]])[run]
        (slope, level), (turning, lift) = trace.a.T.astype(float), -rate * trace.grad.T.astype(float)
        away = (ends - zero[:, None]) / unit[:, None]  # x of the ends, in the run's own numbers
        heights = slope[:, None] * away + level[:, None]
        axis = points_over_an_axis(stage, story, across, y.numpy(), ends, heights)
        lasts = np.append(run[1:] != run[:-1], True)
        hinge, moves = np.column_stack([zero, level]), np.where(lasts, np.nan, 1.0)
        before = only(trace.taken > 0, heights[np.arange(len(run)) - 1])
        names = say("x: hours of sun"), say("x: (hours − mean {mean:.2g}) ÷ spread {spread:.2g}", mean=scales[1][0], spread=scales[1][1])
        return [
            hinged_line(stage, story, ends, hinge, heights, before, axis),
            lift_and_turn(stage, story, ends, hinge, heights, moves * lift, (moves * turning)[:, None] * away),
            *(
                numbers_of_axis(stage, story, its[0], its[1], name, axis, run == number)
                for number, (its, name) in enumerate(zip(scales, names, strict=True))
            ),
        ]


scene = FeatureScaling()
