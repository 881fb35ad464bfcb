# A small neural network: backpropagation, node by node

X: real[n, d]
Y: real[n, k]
W1: real[d, h]
b1: real[h]
W2: real[h, k]
b2: real[k]

hidden = tanh(X @ W1 + b1)
predicted = hidden @ W2 + b2
loss = mean((predicted - Y) ** 2)

g2 = grad(loss, W2)
g1 = grad(loss, W1)
