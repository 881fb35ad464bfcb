"""Each kind of node does what Python does."""

import ast

import pytest

from explorer.script import run
from explorer.script.nodes import EXPRESSIONS, STATEMENTS

# Programs whose output must be Python's own, each with the node types that it is there for.
PROGRAMS = {
    "numbers": (["print(1, 2.5, 3j, True, None, 'a')"], ["Constant", "Call", "Name", "Expr"]),
    "lists": (["a = [1, *[2, 3]]", "print(a, (1,), (), [], a[0], a[-1], a[1:], a[::2])"], ["List", "Starred", "Slice"]),
    "tuples": (["a = 1, 'x'", "b, (c, d) = 1, (2, 3)", "print(a, b, c, d)"], ["Tuple", "Assign"]),
    "dicts": (
        ["d = {1: 'a', **{2: 'b'}}", "d[3] = 'c'", "print(d, d[2], d.get(4), d.get(4, 5), 1 in d)"],
        ["Dict", "Subscript"],
    ),
    "arithmetic": (
        ["print(1 + 2 * 3 - 4 / 5 // 6 % 7, 2 ** 10, 1 << 4, 255 >> 2, 6 & 3, 6 | 3, 6 ^ 3, {1: 2} | {3: 4})"],
        ["BinOp"],
    ),
    "unary": (["print(-1, +2, ~3, not 0, not 'a')"], ["UnaryOp"]),
    "boolean": (["print(1 and 2, 0 and 2, 0 or 3, 1 or 3, 0 or '' or None)"], ["BoolOp"]),
    "comparisons": (
        [
            "print(1 < 2 <= 2, 1 > 2, 3 >= 3, 1 == 1.0, 'a' != 'b', None is None, [1] is not None)",
            "print(1 in [1], 2 not in (1,), 'a' in 'abc', (1, 2) < (1, 3), 0 < 1 < 1)",
        ],
        ["Compare"],
    ),
    "conditional": (["print('a' if 1 > 2 else 'b')"], ["IfExp"]),
    "attributes": (["print((1 + 2j).real, [1].copy())"], ["Attribute"]),
    "f-strings": (
        ["x = 3.14159", 'print(f\'{x:.2f}|{x!r}|{1:>4}|{"a"!r:<5}|{2:{3}d}|{{}}|{[1, "b"]}\')'],
        ["JoinedStr", "FormattedValue"],
    ),
    "lambda": (
        ["f = lambda a, b=2, *c, d=4, **e: (a, b, c, d, e)", "print(f(1), f(1, 3, 5, d=6, g=7), (lambda *a: a)())"],
        ["Lambda"],
    ),
    "list comprehension": (["print([i * j for i in range(3) for j in [1, 2] if i != j])"], ["ListComp"]),
    "dict comprehension": (["print({i: i ** 2 for i in range(3)})"], ["DictComp"]),
    "generator": (
        ["print(sum(i for i in range(4)), max(i for i in [3, 1]), list(i for i in 'ab'))"],
        ["GeneratorExp"],
    ),
    "augmented": (
        ["a = 1", "a += 2", "a *= 3", "b = [1]", "b += [2]", "b[0] -= 4", "print(a, b)"],
        ["AugAssign"],
    ),
    "if": (
        ["a = 3", "if a > 5:", "    print(1)", "elif a > 2:", "    print(2)", "else:", "    print(3)"],
        ["If"],
    ),
    "for": (
        [
            "for i, c in enumerate('abcd'):",
            "    if i == 1:",
            "        continue",
            "    if c == 'd':",
            "        break",
            "    print(i, c)",
            "else:",
            "    print('no')",
            "for i in []:",
            "    pass",
            "else:",
            "    print('else')",
        ],
        ["For", "Break", "Continue", "Pass"],
    ),
    "while": (["a = 0", "while a < 3:", "    a += 1", "else:", "    print(a)"], ["While"]),
    "def": (
        [
            "def f(a, /, b=1, *rest, c, **more):",
            "    '''A docstring.'''",
            "    return a, b, rest, c, more",
            "print(f(1, c=2), f(1, 2, 3, c=4, d=5))",
            "def g(): pass",
            "print(g())",
        ],
        ["FunctionDef", "Return"],
    ),
    "closures": (
        [
            "def outer(n):",
            "    def inner(x):",
            "        return x + n + m",
            "    return inner",
            "m = 10",
            "print(outer(1)(2))",
            "m = 20",
            "print(outer(1)(2))",
            "fs = [lambda: i for i in range(3)]",
            "print([f() for f in fs])",
        ],
        [],
    ),
    "recursion": (["def fact(n):", "    return 1 if n <= 1 else n * fact(n - 1)", "print(fact(20))"], []),
    "assert": (["assert 1 < 2, 'never'", "print('on')"], ["Assert"]),
    "imports": (
        ["import math", "from math import pi as p, sqrt", "import math as m", "print(p, sqrt(4), m.e)"],
        ["Import", "ImportFrom"],
    ),
    "main": (["if __name__ == '__main__':", "    print('main')"], []),
    "builtins": (
        [
            "print(abs(-1), len('abc'), min(1, 2), max([3, 4]), sum([1, 2], 3), round(2.567, 1), round(2.5), int('7'))",
            "print(list(zip([1, 2], 'ab')), list(enumerate('a', 1)), sorted([2, 1]), list(reversed([1, 2])))",
            "print(any([0, 1]), all([]), divmod(7, 2), dict(a=1), list(map(lambda a: a + 1, [1])), complex(1, 2))",
            "print(float('inf'), float(1), bool(0), str(1.5), list(range(3)), sorted([1, 2], reverse=True))",
        ],
        [],
    ),
    "print": (["print(1, 'a', sep='-', end='!\\n')", "print()", "print([1, 'a', (2.5,), {'k': None}])"], []),
    "lists that grow": (
        [
            "a = []",
            "a.append(1)",
            "a.extend([2, 3])",
            "a.insert(0, 0)",
            "print(a, a.pop(), a.index(2), a)",
            "a.reverse()",
            "d = {}",
            "d.update({1: 2})",
            "print(a, d, list(d.items()), list(d.keys()), list(d.values()), d.pop(1), d)",
        ],
        [],
    ),
    "numpy": (
        [
            "import numpy as np",
            "a = np.array([[1.0, 2.0], [3.0, 4.0]])",
            "print(a, a.T, a.sum(), a.sum(axis=0), a[0], a[:, 1], a @ a, a + [1, 2], a.tolist())",
            "print(np.zeros(2), np.ones((1, 2)), np.arange(3), np.linspace(0, 1, 3), np.exp(0.0), a.shape)",
            "print(np.eye(2), np.float32(1.5), np.allclose(a, a), np.pi, np.sqrt(a).mean(), np.asarray([1]), a > 2)",
            "print(a.astype(int), a.astype(np.float32), np.zeros(2, dtype=np.int64), np.linalg.norm(a), a.dot(a))",
            "a[0, 0] = 7",
            "print(a, a.reshape(4), a.std(), len(a), [r for r in a], np.random is None)",
        ],
        [],
    ),
}


def python(text):
    """What Python itself prints: the programs above are ours, not a stranger's."""
    lines = []

    def collect(*values, sep=" ", end="\n"):
        lines.append(sep.join(map(str, values)) + end)

    exec(compile(text, "program", "exec"), {"print": collect, "__name__": "__main__"})
    return "".join(lines)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_output_is_pythons(name):
    text = "\n".join(PROGRAMS[name][0])
    script = run(text)
    assert script.error is None, script.error
    assert script.outputs == python(text)


def test_every_handler_is_tried():
    tried = {word for _, words in PROGRAMS.values() for word in words}
    handled = {kind.__name__ for kind in (*EXPRESSIONS, *STATEMENTS)}
    assert handled - tried == {"AnnAssign"}  # which means something else than in Python: see test_declarations
    for name, (lines, words) in PROGRAMS.items():
        found = {type(node).__name__ for node in ast.walk(ast.parse("\n".join(lines)))}
        assert set(words) <= found, name


@pytest.mark.parametrize("annotation", ["x: real", "def f(x: real[n], *a: int) -> real:\n    return x\nf(1)"])
def test_annotations_of_functions_are_not_looked_at(annotation):
    assert run(annotation).error is None


def test_a_long_sum_needs_no_deep_stack():
    script = run("x = " + " + ".join(["1"] * 700) + "\nprint(x)")
    assert (script.outputs, script.error) == ("700\n", None)


def test_names_in_functions_and_comprehensions_stay_inside():
    script = run("a = 1\ndef f():\n    a = 2\n    return a\nb = [a for a in range(3)]\nprint(a, f(), a, b)")
    assert script.outputs == "1 2 1 [0, 1, 2]\n"


@pytest.mark.parametrize("text", ["print(_)", "_ = 3", "for _ in range(3): pass", "a, _ = 1, 2"])
def test_the_throwaway_name_is_a_name(text):
    error = run(text).error
    assert error is None or "_ is not defined" in error.message
