"""Bundle adjustment: cameras and points in space from where they are seen in pictures, as map makers and phones do.

Source: Triggs, McLauchlan, Hartley & Fitzgibbon, Bundle adjustment, a modern synthesis, 2000; rotation by Rodrigues.
"""

import numpy as np

import explorer.core as T

camera = T.dvector("camera")  # a rotation vector, a translation, the focal length, a distortion
points = T.dmatrix("points")
pixels = T.dmatrix("pixels")


def rotate(w, x):
    angle = T.sqrt(w @ w)
    axis = w / angle
    across = T.stack(
        [
            axis[1] * x[:, 2] - axis[2] * x[:, 1],
            axis[2] * x[:, 0] - axis[0] * x[:, 2],
            axis[0] * x[:, 1] - axis[1] * x[:, 0],
        ],
        axis=1,
    )
    return x * T.cos(angle) + across * T.sin(angle) + T.outer(x @ axis, axis) * (1 - T.cos(angle))


def project(camera, points):
    seen = rotate(camera[:3], points) + camera[3:6]
    flat = seen[:, :2] / seen[:, 2:3]
    radius = T.sum(flat**2, axis=1, keepdims=True)
    return camera[6] * flat * (1 + camera[7] * radius)


error = project(camera, points) - pixels
cost = T.sum(error**2) / 2

by_camera = T.jacobian(error, camera)
by_points = T.jacobian(error, points)
g_camera, g_points = T.grad(cost, [camera, points])
normal = T.tensordot(by_camera, by_camera, axes=((0, 1), (0, 1)))  # Gauss and Newton's matrix

f = T.function([camera, points, pixels], [cost, by_camera, by_points, g_camera, g_points, normal])

scene = np.array([[-1.0, -1.0, 5.0], [1.0, -0.5, 6.0], [0.5, 1.0, 4.5], [-0.8, 0.9, 5.5]])
picture = np.array([[-90.0, -150.0], [160.0, -75.0], [150.0, 170.0], [-50.0, 120.0]])
for value in f([0.05, -0.1, 0.2, 0.1, -0.2, 0.3, 800.0, -0.05], scene, picture):
    print(value.round(3))
