"""A map from distances alone: cities, sensors or the atoms of a protein, placed by the gradient of the stress.

Source: Kruskal, Multidimensional scaling, Psychometrika 29, 1964; distances by air between five cities, in 1000 km.
"""

import numpy as np

import explorer.core as T

places = T.dmatrix("places")
distances = T.dmatrix("distances")
v = T.dmatrix("v")

apart = places[:, None] - places[None, :]
length = T.norm(apart + T.eye(places.shape[0])[:, :, None], axis=2)
stress = T.sum(T.triu((length - distances) ** 2, 1))

g = T.grad(stress, places)
H = T.hessian(stress, places)
Hv = T.hessian_vector_product(stress, places, v)
by_distances = T.jacobian(g, distances)[0, 0]
turn = T.Rop(stress, places, places @ T.stack([T.stack([0.0, 1.0]), T.stack([-1.0, 0.0])]))

f = T.function([places, distances, v], [stress, g, H.reshape((10, 10)), Hv, by_distances, turn])

air = np.array(
    [
        [0.0, 0.34, 1.26, 1.43, 0.93],
        [0.34, 0.0, 1.05, 1.11, 0.93],
        [1.26, 1.05, 0.0, 1.37, 2.1],
        [1.43, 1.11, 1.37, 0.0, 1.18],
        [0.93, 0.93, 2.1, 1.18, 0.0],
    ]
)  # London, Paris, Madrid, Rome and Berlin, nearly
guess = np.array([[-0.2, 0.5], [0.0, 0.2], [-1.0, -0.6], [0.6, -0.7], [0.8, 0.6]])
for value in f(guess, air, np.ones((5, 2)) * [1, 0]):
    print(value)
