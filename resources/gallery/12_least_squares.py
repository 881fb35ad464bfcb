# Least squares: the gradient of ‖Ax − b‖² and its constant Hessian

A: real[m, n]
b: real[m]
x: real[n]

r = A @ x - b
loss = sum(r ** 2)

H = hessian(loss, x)
g = grad(loss, x)
