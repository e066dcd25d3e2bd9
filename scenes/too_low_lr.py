"""Too low a learning rate: after as many steps the line has hardly left its guess.

Alt: A red line among a hundred grey points creeps towards them and is still far away after {steps} steps; the loss
has only come down from {loss.first:.2f} to {loss.last:.2f}.

The same {points} points, the same guess and the same number of steps as with a good rate, at a far smaller learning
rate, {lr}. Every step goes in the right direction and every step lowers the loss. But a step is the rate
times the gradient, and that product is tiny: after {steps} steps the loss is still {loss.last:.2f}, the slope
{a_0.last:.2f} and the intercept {a_1.last:.2f}. Nothing is broken; it only takes that much longer.
"""

from scenes.shared.line_fit import LineFit

scene = LineFit(lr=0.01)
