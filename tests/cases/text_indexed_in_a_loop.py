def f(costs, target):
    word = "kitten"
    before = [j * costs[0] for j in range(len(target) + 1)]
    for i in range(len(word)):
        now = [(i + 1) * costs[0]]
        for j in range(len(target)):
            change = 0.0 if word[i] == target[j] else costs[1]
            now.append(min(before[j + 1] + costs[0], now[j] + costs[0], before[j] + change))
        before = now
    return before[-1]


ARGS = ([1.2, 0.8], "sit")
