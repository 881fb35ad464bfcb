"""A natural cubic spline through given points: how each point moves the curve, its slope and its bending energy.

Source: de Boor, A Practical Guide to Splines, 2001, chapter IV; a yield curve, in per cent by years.
"""

import explorer.core as T

knots = T.dvector("knots")
heights = T.dvector("heights")
where = T.dvector("where")

h = T.diff(knots)
rise = T.diff(heights) / h
inner = T.diag(2 * (h[1:] + h[:-1])) + T.diag(h[1:-1], 1) + T.diag(h[1:-1], -1)
bending = T.linalg.solve(inner, 6 * T.diff(rise))
M = T.concatenate([T.zeros(1), bending, T.zeros(1)])  # second derivatives at the knots

i = T.searchsorted(knots, where, side="right") - 1
left, right = where - knots[i], knots[i + 1] - where
curve = (
    (M[i] * right**3 + M[i + 1] * left**3) / (6 * h[i])
    + (heights[i] / h[i] - M[i] * h[i] / 6) * right
    + (heights[i + 1] / h[i] - M[i + 1] * h[i] / 6) * left
)
energy = T.sum(h * (M[:-1] ** 2 + M[:-1] * M[1:] + M[1:] ** 2)) / 3

slope = T.grad(T.sum(curve), where)
influence = T.jacobian(curve, heights)
by_knots = T.jacobian(curve, knots)
stiffness = T.hessian(energy, heights)

f = T.function([knots, heights, where], [curve, slope, influence, by_knots, energy, stiffness])

for value in f([0.5, 1.0, 2.0, 5.0, 10.0, 30.0], [4.9, 4.6, 4.1, 3.9, 4.0, 4.3], [0.8, 3.0, 7.0, 20.0]):
    print(value)
