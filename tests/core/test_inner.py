"""Operations with functions inside: the program that is written, and how they are read."""

from dataclasses import dataclass

import numpy as np

import explorer.core as T
from explorer.core.capture import close
from explorer.core.expr import Variable
from explorer.core.inner import InnerFunction
from explorer.core.op import Op
from explorer.drawing.graph import graph_of


@dataclass(frozen=True, repr=False)
class Repeated(Op):
    """A function applied twice. Operands: where it starts, and what the function captures."""

    inside: InnerFunction
    code = "$step($step($start))"

    def functions(self):
        return (self.inside,)

    def infer(self, start, *captured):
        return (start.type,)

    def jvp(self, node, tangents):
        raise NotImplementedError

    def vjp(self, node, cotangents, wanted):
        raise NotImplementedError


def twice(f, start):
    x = Variable(start.type, "z")
    (result,), inner, outer = close([f(x)], [x])
    captured = tuple((variable, 1 + place) for place, variable in enumerate(inner))
    return Repeated(InnerFunction("step", (x,), captured, (result,)))(start, *outer)


a, x = T.dscalars("a", "x")


def test_the_program_defines_the_function_and_passes_it_on():
    f = T.function([a, x], twice(lambda z: T.sin(z) * T.exp(a) + 2.0, x), mode="raw")
    assert "    def step(z):\n        t" in f.source
    assert f.source.count("np.exp") == 1, f"what does not depend on z is computed once:\n{f.source}"
    inside = np.sin(0.3) * np.exp(0.7) + 2
    assert f(0.7, 0.3) == np.sin(inside) * np.exp(0.7) + 2
    assert len(f.program.nodes) == len(f.source.splitlines())


def test_functions_in_functions_and_in_loops():
    nested = twice(lambda z: twice(lambda u: u * z + a, z), x)
    f = T.function([a, x], nested, mode="raw")

    def by_hand(a, z):
        return (z * z + a) * z + a

    assert f(0.5, 2.0) == by_hand(0.5, by_hand(0.5, 2.0))
    v = T.dvector("v")
    rows, _ = T.scan(lambda e, h: twice(lambda z: z * e + a, h), v, x)
    assert T.function([a, x, v], rows, mode="raw")(0.5, 2.0, [1.0, 2.0]).tolist() == [3.0, 13.5]


def test_what_is_computed_inside_is_not_known_outside():
    shared = T.cos(a) * 3.0
    y = twice(lambda z: z + T.sin(z) * shared, x) + shared
    z = twice(lambda z: z + T.sin(z) * shared, y)
    f = T.function([a, x], z, mode="raw")
    assert f.source.count("def step") == 2
    assert f(0.2, 0.4) == T.function([a, x], z)(0.2, 0.4)


def test_notation():
    y = twice(lambda z: T.sin(z) * a, x)
    assert T.read(y) == "repeated(lambda z: sin(z) * a, x)"
    z = T.dscalar("z")
    assert T.read(twice(lambda z: T.sin(z) * a, z)) == "repeated(lambda x: sin(x) * a, z)", "z is taken"
    assert T.latex(y) == r"\operatorname{repeated}\left(z \mapsto \sin\left(z\right) a, x\right)"
    assert T.pp(y) == "repeated(x, a)"
    assert "Inner graphs:\n\nrepeated [id A]\nmultiply" in T.debugprint(y, file="str")


def test_drawing_shows_the_inside():
    graph = graph_of([twice(lambda z: T.sin(z) * a, x)])
    (inner,) = [data["inner"] for _, data in graph.nodes(data=True) if data["inner"] is not None]
    assert {data["label"] for _, data in inner.nodes(data=True)} >= {"z", "a"}
