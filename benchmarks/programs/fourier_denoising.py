"""Taking noise out of a signal by Wiener's filter, and tuning its knobs by the gradient of what is left of the noise.

Source: Press et al., Numerical Recipes, 2007, section 13.3; an electrocardiogram, simplified.
"""

import numpy as np

import explorer.core as T

noisy = T.dvector("noisy")
clean = T.dvector("clean")
knobs = T.dvector("knobs")  # logarithms: the cut-off frequency, the steepness
dknobs = T.dvector("dknobs")

spectrum = T.fft.rfft(noisy)
frequency = T.arange(spectrum.shape[0]) / noisy.shape[0]
gain = 1 / (1 + (frequency / T.exp(knobs[0])) ** T.exp(knobs[1]))
smooth = T.fft.irfft(spectrum * gain, n=32)
loss = T.mean((smooth - clean) ** 2)
power = T.sum(T.abs(spectrum * gain) ** 2)

g = T.grad(loss, knobs)
H = T.hessian(loss, knobs)
by_signal = T.grad(loss, noisy)
by_power = T.grad(power, noisy)
answer = T.Rop(smooth, knobs, dknobs)

f = T.function([noisy, clean, knobs, dknobs], [smooth, loss, power, g, H, by_signal, by_power, answer])

time = np.linspace(0, 1, 32)
beat = np.exp(-(((time - 0.45) / 0.04) ** 2)) + 0.3 * np.exp(-(((time - 0.75) / 0.08) ** 2))
noise = 0.1 * np.sin(37 * time**2) + 0.05 * np.cos(91 * time)
for value in f(beat + noise, beat, [-1.6, 1.1], [1.0, 0.0]):
    print(value)
