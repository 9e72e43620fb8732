import numpy as np
from dataclasses import dataclass, field


@dataclass
class Gaussian:
    mean: np.ndarray
    cov: np.ndarray

    def log_pdf(self, x):
        d = x - self.mean
        sign, logdet = np.linalg.slogdet(self.cov)
        return -0.5 * (d @ np.linalg.solve(self.cov, d) + logdet + len(x) * np.log(2 * np.pi))


class KalmanFilter:
    """A linear Gaussian state-space model."""

    def __init__(self, dt=0.1, q=0.1, r=0.5):
        self.F = np.array([[1.0, dt], [0.0, 1.0]])
        self.H = np.array([[1.0, 0.0]])
        self.Q = q * np.eye(2)
        self.R = r * np.eye(1)
        self.history = []

    @property
    def dim(self):
        return self.F.shape[0]

    def predict(self, state):
        return Gaussian(self.F @ state.mean, self.F @ state.cov @ self.F.T + self.Q)

    def update(self, state, z):
        S = self.H @ state.cov @ self.H.T + self.R
        K = state.cov @ self.H.T @ np.linalg.inv(S)
        innovation = z - self.H @ state.mean
        mean = state.mean + K @ innovation
        cov = (np.eye(self.dim) - K @ self.H) @ state.cov
        self.history.append(mean)
        return Gaussian(mean, cov), Gaussian(self.H @ state.mean, S).log_pdf(z)

    def log_likelihood(self, zs):
        state = Gaussian(np.zeros(self.dim), np.eye(self.dim))
        total = 0.0
        for z in zs:
            state = self.predict(state)
            state, ll = self.update(state, z)
            total += ll
        return total


def f(q, r, zs):
    kf = KalmanFilter(q=q, r=r)
    return kf.log_likelihood(zs) + 0.01 * np.sum(kf.history[-1] ** 2)


ARGS = (0.2, 0.6, np.array([[0.1], [0.25], [0.3], [0.5]]))
