"""Random documents, for hypothesis."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from explorer.document.batch_choice import Axis, BatchChoice, Design, Distribution
from explorer.document.document import Derivative, DerivativeKind, Document, Loaded, Random, Typed

NAMES = st.sampled_from(["x", "y", "W", "loss", "θ", "n"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\ufeff"), max_size=40)
VALUES = st.one_of(
    st.builds(Typed, TEXTS),
    st.builds(
        Random,
        st.integers(0, 2**40),
        st.sampled_from(["normal", "uniform"]),
        st.none() | st.lists(st.integers(0, 9), max_size=3).map(tuple),
    ),
    st.builds(Loaded, st.just("/nowhere/at all.npy"), st.none() | NAMES, NAMES),
)
DERIVATIVES = st.builds(Derivative, st.sampled_from(get_args(DerivativeKind)), st.none() | NAMES, VALUES)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
AXES = st.builds(
    Axis,
    st.sampled_from(["x", "w[0]", "A[0,1]"]),
    FINITE,
    FINITE,
    st.integers(1, 99),
    st.booleans(),
    st.sampled_from(get_args(Distribution)),
)
BATCHES = st.builds(
    BatchChoice,
    st.lists(NAMES, max_size=2).map(tuple),
    st.sampled_from(get_args(Design)),
    st.lists(AXES, max_size=3).map(tuple),
    st.integers(1, 10**9),
    st.integers(0, 2**31),
    st.sampled_from(["", "points.csv"]),
    st.integers(1, 8),
    st.sampled_from(["", "tcp://host:8786"]),
    st.integers(0, 99),
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXTS,
        "target": st.none() | NAMES,
        "derivative": DERIVATIVES,
        "values": st.dictionaries(NAMES, VALUES, max_size=3),
        "dimensions": st.dictionaries(NAMES, st.integers(1, 9), max_size=3),
        "rules_off": st.frozensets(NAMES, max_size=3),
        "search": st.booleans(),
        "layout": st.sampled_from(["mixed", "numerator", "denominator"]),
        "batch": BATCHES,
    },
)
DOCUMENTS = CHANGES.map(lambda changes: Document().edit(**changes))
