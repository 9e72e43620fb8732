"""Public callables of NumPy and SciPy without a derivative, for the coverage page: why, and which.

Those that the compiler itself knows as constants (`s2sad/rules/nondiff.py`) are not repeated.
"""

BY_NATURE = {
    "reads, writes or prints": """
        array2string array_repr array_str base_repr binary_repr datetime_as_string datetime_data
        format_float_positional format_float_scientific fromfile fromregex fromstring genfromtxt
        info load loadtxt save savetxt savez savez_compressed show_config show_runtime test
        set_printoptions get_printoptions printoptions get_include
    """,
    "settings of the interpreter": """
        errstate geterr geterrcall seterr seterrcall getbufsize setbufsize
    """,
    "dates": "busday_count busday_offset is_busday isnat busdaycalendar",
    "bits and whole numbers": """
        around
        packbits unpackbits bitwise_count gcd lcm hamming hanning bartlett blackman
    """,
    "facts about arrays and dtypes": """
        isdtype issubdtype iterable promote_types common_type min_scalar_type mintypecode typename
        isfortran may_share_memory shares_memory einsum_path result_type
    """,
    "makes arrays of what is no array of numbers": """
        frombuffer from_dlpack fromiter asmatrix bmat
    """,
    "of whole numbers": """
        scipy.linalg.dft scipy.linalg.hadamard scipy.linalg.helmert scipy.linalg.hilbert
        scipy.linalg.invhilbert scipy.linalg.invpascal scipy.linalg.pascal scipy.special.bernoulli
        scipy.stats.rankdata
    """,
    "iterators, whose items are what has a derivative": "nested_iters ndindex ndenumerate nditer",
}
#: attributes and methods of arrays that hold no numbers, or not as numbers
OF_ARRAYS = """
    all any argmax argmin argpartition argsort nonzero round searchsorted shape ndim size dtype
    itemsize nbytes strides flags base data ctypes device byteswap dump dumps tobytes tofile
    setflags to_device view getfield setfield
"""
#: what is not supported, why, and a call that shows what the user gets
NOT_SUPPORTED = {
    "numpy.frompyfunc": ("its results are arrays of Python objects",
                         "np.frompyfunc(lambda t: t * t, 1, 1)(x)"),
    "ndarray.resize": ("it changes the length of an array in place", "x.resize((2, 2))"),
}  # fmt: skip
