# Rosenbrock's valley: each term knows its neighbour, so the Hessian has three diagonals

x: real[n]

f = sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

g = grad(f, x)
H = hessian(f, x)
