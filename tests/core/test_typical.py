"""Every operation has typical operands, and what is stated of it on them is true."""

import numpy as np
import pytest

import explorer.core as T
from explorer.core.catalogue import operations
from explorer.core.derive.stated import stated_rules
from explorer.core.expr import Variable
from explorer.core.graph import applies
from explorer.core.op import Op
from explorer.core.ops.special import Betainc
from explorer.core.ops.stops import GradClip
from explorer.core.typical import typical
from tests.core.catalogue import values

SIZES = {"k": 2, "m": 2, "n": 3, "p": 2, "q": 2}
COUNTS = {"i": 1, "k": 6}  # operands that are whole numbers
MATRIX = np.array([[2.1, 0.3, 0.2], [0.3, 3.2, -0.4], [0.2, -0.4, 4.5]])  # what every operation on matrices takes
SORTED = {"a": 0.3, "b": 0.7, "u": np.array([-1.5, 0.2, 1.5]), "lo": -0.5, "hi": 0.4, "s": 0.15}
ABOVE_ONE = {"arccosh"}
BELOW_ZERO = {"log1mexp"}


def value(kind: type[Op], x: Variable) -> np.ndarray:
    """A value that the operation takes, of the sizes above."""
    shape = tuple(SIZES[str(size)] for size in x.dimensions)
    if x.dtype.kind in "bi":
        return np.asarray(COUNTS.get(str(x.name), SIZES.get(str(x.name), 1)), x.dtype)
    if np.shape(SORTED.get(x.name, ())) == shape and x.name in SORTED:
        return np.asarray(SORTED[x.name])
    if shape == (3, 3):
        return np.tril(MATRIX) if x.name == "L" else MATRIX
    low, high = (1.2, 2.0) if kind.name in ABOVE_ONE else (-0.9, -0.2) if kind.name in BELOW_ZERO else (0.2, 0.8)
    number = values(shape, low, high, seed=len(str(x.name)) + ord(str(x.name)[0]))
    return (number * (1 + 0.3j) if x.dtype.kind == "c" else number).astype(x.dtype)


@pytest.mark.parametrize("kind", operations(), ids=lambda kind: kind.__name__)
def test_an_operation_has_typical_operands_under_different_names(kind):
    use = typical(kind)
    outputs = use.outputs()
    assert any(type(node.op) is kind for node in applies(outputs))
    assert len(use.results) == len(outputs)
    names = [*(x.name for x in use.operands), *use.results]
    assert len(names) == len(set(names))


def direction(array, seed):
    """An array to move along, or to pair with."""
    dtype = array.dtype if array.dtype.kind in "fc" else np.dtype(float)
    numbers = values(array.shape, -1, 1, seed)
    return (numbers * (1 - 0.4j) if dtype.kind == "c" else numbers).astype(dtype)


def paired(found, beside):
    """The real inner product of some arrays with others; None is zero."""
    return sum(float(np.sum(np.conj(beside[x]) * a).real) for x, a in found.items() if a is not None)


@pytest.mark.parametrize("kind", operations(), ids=lambda kind: kind.__name__)
def test_the_stated_rules_are_true(kind):
    """The forward one is what `Rop` gives, and the reverse one its adjoint."""
    use, rules = typical(kind), stated_rules(typical(kind))
    given = {x: value(kind, x) for x in use.operands}
    if not rules.reverse:
        return
    outputs = T.function(list(use.operands), list(use.outputs()), on_unused_input="ignore")(*given.values())
    given |= dict(zip(rules.results, outputs, strict=True))
    tangents = {x: direction(given[x], 1) for x in rules.reverse}
    cotangents = {y: direction(given[y], 2) for y in rules.results}
    known = given | {rules.tangents[x]: a for x, a in tangents.items()}
    known |= {rules.cotangents[y]: a for y, a in cotangents.items()}

    def computed(e):
        return None if e is None else T.function(list(known), e, on_unused_input="ignore")(*known.values())

    margin = 1e-5 if any(x.dtype == np.float32 for x in use.operands) else 1e-8
    forward = paired({y: computed(rule) for y, rule in rules.forward.items()}, cotangents)
    moved = T.Rop(list(use.outputs()), list(tangents), [rules.tangents[x] for x in tangents], "ignore")
    expected = paired({y: computed(e) for y, e in zip(rules.results, moved, strict=True)}, cotangents)
    assert forward == pytest.approx(expected, rel=margin, abs=1e-10)
    if kind is not GradClip:  # on purpose it changes what flows backward alone
        reverse = paired({x: computed(rule) for x, rule in rules.reverse.items()}, tangents)
        assert reverse == pytest.approx(forward, rel=margin, abs=1e-10)


def test_a_rule_that_is_not_known_says_so():
    assert {x.name for x in stated_rules(typical(Betainc)).unknown} == {"a", "b"}


def test_an_operation_without_operands_of_its_own_asks_for_them():
    class Unheard(Op):
        def infer(self, *inputs):
            raise NotImplementedError

        jvp = vjp = infer

    with pytest.raises(TypeError, match="Unheard needs typical operands"):
        typical(Unheard)
