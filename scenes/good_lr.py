"""A good learning rate: the line settles on the points in a few dozen steps.

Alt: A hundred grey points along a slope. A red line starts far off, tilts and rises, and lies among the points
after about forty steps, while the loss falls from {loss.first:.2f} to {loss.last:.2f}.

At the left, {points} points and the line that the two parameters draw. The guess, slope {a_0.first:.0f} and
intercept {a_1.first:.0f}, points the wrong way, and its loss is {loss.first:.2f}. Each frame is one step of
gradient descent on all points at learning rate {lr}. The first steps are long, because the gradient is large
there; they shorten by themselves as the slope of the loss flattens.

At the right, above, the loss on a logarithmic scale; below, the way of slope and intercept over the contours of the
loss, with an arrow for the next step. It ends at slope {a_0.last:.2f} and intercept {a_1.last:.2f}, beside the cross
of the best possible fit. The rate stays far below the limit of {limit:.2f}, from which on no run would settle.
"""

from scenes.shared.line_fit import LineFit

scene = LineFit(lr=0.1)
