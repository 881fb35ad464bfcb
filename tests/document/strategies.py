"""Random documents, for hypothesis."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

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
    },
)
DOCUMENTS = CHANGES.map(lambda changes: Document().edit(**changes))
