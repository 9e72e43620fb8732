"""NumPy's long tail, in terms of what has a derivative rule.

Each function here has the parameters of the NumPy function that it stands for, and its value. Where
a program calls that function the compiler reads this source in its place, so that both modes and
all higher derivatives follow. What is called often, or has a formula of its own, has a rule.
"""
