import numpy as np


def f(logits, labels=(1, 2, 2), blank=0):
    logp = logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))
    states = [blank]
    for label in labels:
        states += [label, blank]
    alpha = np.full((len(logits), len(states)), -np.inf)
    alpha[0, 0] = logp[0, blank]
    alpha[0, 1] = logp[0, states[1]]
    for t in range(1, len(logits)):
        for s in range(len(states)):
            a = alpha[t - 1, s]
            if s > 0:
                a = np.logaddexp(a, alpha[t - 1, s - 1])
            if s > 1 and states[s] != blank and states[s] != states[s - 2]:
                a = np.logaddexp(a, alpha[t - 1, s - 2])
            alpha[t, s] = a + logp[t, states[s]]
    return -np.logaddexp(alpha[-1, -1], alpha[-1, -2])


ARGS = (np.sin(np.arange(24.0)).reshape(6, 4),)
