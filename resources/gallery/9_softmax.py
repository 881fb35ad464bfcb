# Softmax cross-entropy: its gradient is what the model believes minus what is true

Z: real[n, k]
Y: real[n, k]

believed = exp(Z) / sum(exp(Z), axis=1, keepdims=True)
loss = -sum(Y * log(believed)) / n

g = grad(loss, Z)
