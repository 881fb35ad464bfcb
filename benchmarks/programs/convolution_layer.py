"""A convolutional layer with max pooling: reading handwritten digits, with the gradients that train its kernels.

Source: LeCun, Bottou, Bengio & Haffner, Gradient-based learning applied to document recognition, Proc. IEEE 86, 1998.
"""

import numpy as np

import explorer.core as T

image = T.tensor("image", shape=(8, 8))
kernels = T.tensor("kernels", shape=("k", 3, 3))
bias = T.dvector("bias")
upstream = T.dvector("upstream")

patches = T.stack([image[i : i + 6, j : j + 6] for i in range(3) for j in range(3)], axis=2)
maps = T.relu(patches @ kernels.reshape((-1, 9)).T + bias)
pooled = maps.reshape((3, 2, 3, 2, -1)).max(axis=(1, 3))
features = pooled.mean(axis=(0, 1))

g_kernels, g_bias, g_image = T.Lop(features, [kernels, bias, image], upstream)
saliency = T.jacobian(features, image)

f = T.function([image, kernels, bias, upstream], [features, g_kernels, g_bias, g_image, saliency[0]])

seven = 0.02 * np.sin(np.arange(64) ** 2).reshape(8, 8)  # paper is never quite white
seven[1, 1:7] = 1.0
for row in range(2, 8):
    seven[row, 7 - row // 2 - 1] = 0.9 - row / 50
sobel = np.array([[[1, 2, 1], [0, 0, 0], [-1, -2, -1]], [[1, 0, -1], [2, 0, -2], [1, 0, -1]]]) / 4
for value in f(seven, sobel, [0.05, -0.02], [1.0, -1.0]):
    print(value)
