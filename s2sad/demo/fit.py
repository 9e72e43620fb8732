"""Fits logistic growth to census counts with the exported gradient: NumPy and SciPy, no s2sad."""

import importlib
import sys

import numpy as np
from scipy.optimize import minimize

from growth_gradient import loss_value_and_grad


def main():
    try:
        importlib.import_module("s2sad")
        sys.exit("s2sad can be imported here, so this run would prove nothing")
    except ModuleNotFoundError as error:
        print(f"s2sad cannot be imported here: {error}")
    years, counts = np.loadtxt("census.csv", delimiter=",", unpack=True)
    theta = np.log([0.03, 300.0, 5.0])
    found = minimize(loss_value_and_grad, theta, args=(years, counts), jac=True)
    before, _ = loss_value_and_grad(theta, years, counts)
    after, gradient = loss_value_and_grad(found.x, years, counts)
    rate, capacity, start = np.exp(found.x)
    print(f"loss before {before:.3f}, after {after:.3f}, in {found.nit} steps of BFGS")
    print(f"growth {100 * rate:.2f} % a year, capacity {capacity:.0f} million,", end=" ")
    print(f"{years[0]:.0f}: {start:.2f} million")
    print(f"largest entry of the gradient at the minimum: {np.max(np.abs(gradient)):.1e}")
    error = np.max(np.abs(error_of_gradient(theta, years, counts)))
    print(f"largest difference from central differences, at the start: {error:.1e}")


def error_of_gradient(theta, *data, h=1e-5):
    """The exported gradient minus central differences of the exported value."""
    gradient = loss_value_and_grad(theta, *data)[1]
    numerical = [
        (loss_value_and_grad(theta + step, *data)[0] - loss_value_and_grad(theta - step, *data)[0])
        / (2 * h)
        for step in h * np.eye(len(theta))
    ]
    return gradient - numerical


if __name__ == "__main__":
    main()
