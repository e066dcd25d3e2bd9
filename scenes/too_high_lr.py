"""Too high a learning rate: soon every step jumps over the valley, and lands higher on the other side.

Alt: A red line swings above and below a hundred grey points, further with every step, until it leaves the picture;
the loss climbs from {loss.first:.2f} to {loss.last:.3g}.

The same {points} points and the same guess at a learning rate of {lr}, a little above the limit of {limit:.2f} that the
data set. The gradient points the right way, but the step is so long that it lands on the other side of the valley,
higher up, where the gradient is larger still. So the next step is longer, and lands higher. The intercept swings from
side to side, out of the axes after a few steps; from then on its place is written at the edge. After {steps} steps
the loss is {loss.last:.3g}, and nothing but the largest number a computer can hold would ever stop it.
"""

from scenes.shared.line_fit import LineFit

scene = LineFit(lr=1.05)
