"""What `collections.deque(..., maxlen=n)` is: a list that lets go of items at its other end."""

from __future__ import annotations


class Window:
    """A deque with a length that it does not exceed."""

    def __init__(self, iterable, maxlen):
        self.maxlen = maxlen
        self.items = []
        self.extend(iterable)

    def append(self, item):
        self.items.append(item)
        if len(self.items) > self.maxlen:
            self.items.pop(0)

    def appendleft(self, item):
        self.items.insert(0, item)
        if len(self.items) > self.maxlen:
            self.items.pop()

    def extend(self, iterable):
        for item in iterable:
            self.append(item)

    def extendleft(self, iterable):
        for item in iterable:
            self.appendleft(item)

    def __iadd__(self, iterable):
        self.extend(iterable)
        return self

    def pop(self):
        return self.items.pop()

    def popleft(self):
        return self.items.pop(0)

    def clear(self):
        self.items.clear()

    def reverse(self):
        self.items.reverse()

    def rotate(self, n=1):
        n = n % len(self.items) if self.items else 0
        self.items = self.items[len(self.items) - n :] + self.items[: len(self.items) - n]

    def copy(self):
        return Window(self.items, self.maxlen)

    def index(self, item):
        return self.items.index(item)

    def count(self, item):
        return self.items.count(item)

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    def __reversed__(self):
        return reversed(self.items)

    def __contains__(self, item):
        return item in self.items

    def __getitem__(self, index):
        return self.items[index]

    def __setitem__(self, index, item):
        self.items[index] = item

    def __delitem__(self, index):
        del self.items[index]
