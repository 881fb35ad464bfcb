"""A robot's arm of three links: from joint angles to hand, the velocities and the forces between them.

Source: Craig, Introduction to Robotics, 2005, chapter 5: velocities by J, torques by J transposed.
"""

import explorer.core as T

angles = T.dvector("angles")
links = T.dvector("links")
turning = T.dvector("turning")
force = T.dvector("force")

heading = T.cumsum(angles)
hand = T.stack([T.sum(links * T.cos(heading)), T.sum(links * T.sin(heading))])

J = T.jacobian(hand, angles)
velocity = T.Rop(hand, angles, turning)
torque = T.Lop(hand, angles, force)
acceleration = T.Rop(velocity, angles, turning)
manipulability = J[0] @ J[0] * (J[1] @ J[1]) - (J[0] @ J[1]) ** 2
away_from_singular = T.grad(manipulability, angles)

f = T.function(
    [angles, links, turning, force], [hand, J, velocity, torque, acceleration, manipulability, away_from_singular]
)

for value in f([0.4, 0.9, -0.5], [0.45, 0.35, 0.15], [0.2, -0.1, 0.3], [3.0, -9.81]):
    print(value)
