# Logistic regression

X: real[n, d]
y: real[n]
w: real[d]

m = y * (X @ w)
loss = mean(log(1 + exp(-m)))

H = hessian(loss, w)
g = grad(loss, w)
