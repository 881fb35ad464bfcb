"""Scripts from strangers: each gives one clear message, soon, and touches nothing."""

import sys
import time

import pytest

from explorer.script import Limits, run

ATTACKS = {
    # attribute walks
    "class": "().__class__.__bases__[0].__subclasses__()",
    "class of a function": "print.__self__",
    "globals": "f = lambda: 0\nf.__globals__",
    "code": "f = lambda: 0\nf.__code__",
    "func_globals": "f = lambda: 0\nf.func_globals",
    "closure inside": "f = lambda: 0\nf._interpreter",
    "builtin inside": "print.function",
    "namespace inside": "import numpy as np\nnp.members",
    "module attribute": "import numpy as np\nnp.os",
    "module file": "import numpy as np\nnp.__file__",
    "numpy load": "import numpy as np\nnp.load('x.npy', allow_pickle=True)",
    "numpy fromfile": "import numpy as np\nnp.fromfile('/etc/passwd')",
    "numpy save": "import numpy as np\nnp.save('x', 1)",
    "numpy tofile": "import numpy as np\nnp.zeros(3).tofile('x')",
    "numpy dump": "import numpy as np\nnp.zeros(3).dump('x')",
    "numpy ctypes": "import numpy as np\nnp.zeros(3).ctypes",
    "numpy base": "import numpy as np\nnp.zeros(3).base",
    "numpy object": "import numpy as np\nnp.array([1], dtype='O')",
    "numpy object by list": "import numpy as np\nnp.array([lambda: 0])",
    "numpy record": "import numpy as np\nnp.zeros(3, dtype='f8,f8')",
    "numpy view": "import numpy as np\nnp.zeros(3).view('O')",
    "numpy astype": "import numpy as np\nnp.zeros(3).astype('O')",
    "numpy vectorize": "import numpy as np\nnp.vectorize(print)",
    "numpy out": "import numpy as np\nnp.exp(np.zeros(3), out=np.zeros(3))",
    "numpy big integers": "import numpy as np\nnp.power([10**30], [10**9])",
    "array and big integers": "import numpy as np\nnp.array([2]) * [10**30]",
    "string method": "'a'.encode()",
    "string format": "'{0.__class__}'.format(1)",
    "string format_map": "'{a}'.format_map({})",
    "percent": "'%s' % ().__class__",
    "frame": "def f():\n    yield\nf().gi_frame",
    "comprehension frame": "(a for a in [1]).gi_frame",
    "type of expression": "x: real\nx.__class__",
    "core inside": "x: real\nx.owner.op",
    "core type": "x: real\nx.type.dtype.type",
    "keyword": "print(**{'__class__': 1})",
    "keyword name": "dict(__class__=1)",
    "parameter": "lambda __class__: 0",
    "assign dunder": "__builtins__ = 1",
    "import dunder": "from numpy import __builtins__",
    "import as dunder": "import math as __builtins__",
    "set attribute": "x: real\nx.owner = 3",
    "set attribute of function": "f = lambda: 0\nf.__code__ = 1",
    "set attribute of module": "import math\nmath.pi = 3",
    # names
    "import": "__import__('os').system('true')",
    "importlib": "import importlib",
    "os": "import os",
    "sys": "from sys import exit",
    "builtins": "import builtins",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "compile": "compile('1', '', 'eval')",
    "open": "open('/etc/passwd')",
    "getattr": "getattr(1, 'real')",
    "type": "type(1)",
    "vars": "vars()",
    "globals function": "globals()",
    "input": "input()",
    "breakpoint": "breakpoint()",
    "exit": "exit()",
    "super": "super()",
    # f-strings
    "f-string attribute": "f'{().__class__}'",
    "f-string spec attribute": "f'{1:{().__class__}}'",
    "f-string width": "f'{1:99999999}'",
    "f-string precision": "f'{1.0:.99999999f}'",
    "f-string nested width": "w = 10**9\nf'{1:{w}}'",
    "f-string spec code": "f'{1:__import__}'",
    # size
    "power": "10**10**10",
    "power of power": "a = 9\nfor i in range(30):\n    a = a ** 9",
    "product": "a = 2**2000\nfor i in range(100):\n    a = a * a",
    "shift": "1 << 10**12",
    "power by function": "pow(10, 10**10)",
    "factorial": "import math\nmath.factorial(10**7)",
    "comb": "import math\nmath.comb(10**6, 5 * 10**5)",
    "string repeat": "'x' * 10**9",
    "string repeat left": "10**9 * 'x'",
    "string doubling": "a = 'x'\nfor i in range(64):\n    a = a + a",
    "string join": "a = 'x' * 10**6\nf'{a}{a}{a}'",
    "list repeat": "[0] * 10**9",
    "tuple repeat": "(0,) * 10**9",
    "list doubling": "a = [1]\nfor i in range(64):\n    a = a + a",
    "list nesting": "a = [1]\nfor i in range(1000):\n    a = [a]",
    "list sharing": "a = [1]\nfor i in range(64):\n    a = [a, a]",
    "list of itself": "a = []\na.append(a)\nprint(a)",
    "list of itself by index": "a = [1]\na[0] = a\nprint(a)",
    "list of itself by two": "a = []\nb = [a]\na.append(b)",
    "extend itself": "a = [1]\nfor i in range(64):\n    a.extend(a)",
    "dict of itself": "a = {}\na['a'] = a",
    "dict sharing": "a = {1: 1}\nfor i in range(64):\n    a = {1: a, 2: a}",
    "range list": "list(range(10**10))",
    "range sum": "sum(range(10**10))",
    "range max": "max(range(10**10))",
    "range sorted": "sorted(range(10**10))",
    "range star": "print(*range(10**10))",
    "range comprehension": "[i for i in range(10**10)]",
    "range array": "import numpy as np\nnp.array(range(10**10))",
    "range constant": "constant(range(10**10))",
    "nested comprehension": "[[[0 for a in range(999)] for b in range(999)] for c in range(999)]",
    "flat comprehension": "[0 for a in range(999) for b in range(999) for c in range(999)]",
    "empty comprehension": "[0 for a in range(9999) for b in range(9999) if False]",
    "zeros": "import numpy as np\nnp.zeros(10**12)",
    "zeros of shape": "import numpy as np\nnp.zeros((10**6, 10**6))",
    "ones by name": "import numpy as np\nnp.ones(shape=10**12)",
    "full": "import numpy as np\nnp.full((10**12,), 1.0)",
    "eye": "import numpy as np\nnp.eye(10**7)",
    "arange": "import numpy as np\nnp.arange(10**12)",
    "arange step": "import numpy as np\nnp.arange(0, 1, 1e-15)",
    "linspace": "import numpy as np\nnp.linspace(0, 1, 10**12)",
    "linspace by name": "import numpy as np\nnp.linspace(0, 1, num=10**12)",
    "tile": "import numpy as np\nnp.tile(np.zeros(1000), 10**9)",
    "repeat": "import numpy as np\nnp.repeat(1.0, 10**12)",
    "outer": "import numpy as np\na = np.zeros(10**6)\nnp.outer(a, a)",
    "broadcast": "import numpy as np\na = np.zeros((10**6, 1))\na + a.T",
    "broadcast function": "import numpy as np\na = np.zeros((10**6, 1))\nnp.maximum(a, a.T)",
    "broadcast compare": "import numpy as np\na = np.zeros((10**6, 1))\na < a.T",
    "matmul": "import numpy as np\na = np.zeros((10**6, 1))\na @ a.T",
    "dot": "import numpy as np\na = np.zeros((10**6, 1))\nnp.dot(a, a.T)",
    "dot method": "import numpy as np\na = np.zeros((10**6, 1))\na.dot(a.T)",
    "broadcast_to": "import numpy as np\nnp.broadcast_to(1.0, (10**9,)) + 1",
    "meshgrid": "import numpy as np\na = np.zeros(10**5)\nnp.meshgrid(a, a)",
    "kron": "import numpy as np\na = np.zeros(10**5)\nnp.kron(a, a)",
    "diag": "import numpy as np\nnp.diag(np.zeros(10**5))",
    "fancy index": "import numpy as np\na = np.zeros((10, 10**5))\ni = np.zeros(10**5, dtype=int)\na[i]",
    "random": "import numpy as np\nnp.random.randn(10**6, 10**6)",
    "random normal": "import numpy as np\nnp.random.normal(size=10**12)",
    "random permutation": "import numpy as np\nnp.random.permutation(10**12)",
    "shape of many axes": "import numpy as np\nnp.zeros((1,) * 100)",
    "many variables": "dvectors(10**9)",
    "a list as a name": "dvector([])",
    "axes by reshape": "x: real\nx.reshape((1,) * 60)",
    "many dimensions": "x: real[" + ", ".join(["n"] * 100) + "]",
    "tolist": "import numpy as np\nnp.zeros(10**6).tolist()",
    "print much": "for i in range(10000):\n    print('x' * 10000)",
    # time
    "while": "while True: pass",
    "for": "for i in range(10**12): pass",
    "recursion": "def f(): return f()\nf()",
    "mutual recursion": "def f(): return g()\ndef g(): return f()\nf()",
    "lambda recursion": "(lambda f: f(f))(lambda f: f(f))",
    "recursion by map": "f = lambda x: list(map(f, [x]))\nf(1)",
    "recursion by scan": "def f(i):\n    return scan(f, sequences=arange(3))[0]\nscan(f, sequences=arange(3))",
    "exponential calls": "f = lambda x: x\n" + "\n".join(["f = (lambda g: lambda x: g(g(x)))(f)"] * 40) + "\nf(1)",
    "double recursion": "def f(n): return 0 if n < 1 else f(n - 1) + f(n - 1)\nf(40)",
    # text
    "long": "x = 1\n" * 20_000,
    "many nodes": "x = [" + "1, " * 12_000 + "]",
    "brackets": "(" * 250 + ")" * 250,
    "many brackets": "(" * 10_000,
    "nested lists": "[" * 120 + "]" * 120,
    "nested calls": "abs(" * 120 + "1" + ")" * 120,
    "nested unary": "-" * 5000 + "1",
    "nested not": "not " * 5000 + "1",
    "nested lambda": "lambda: " * 500 + "1",
    "nested attributes": "x" + ".T" * 5000,
    "nested subscripts": "x" + "[0]" * 5000,
    "nested conditionals": "1 if 1 else " * 500 + "1",
    "nested power": "2 ** " * 2000 + "1",
    "nested blocks": "\n".join(" " * i + "if 1:" for i in range(101)) + "\n" + " " * 101 + "pass",
    "long sum": "x = " + " + ".join(["1"] * 30_000),
    "long integer": "x = " + "9" * 20_000,
    "long hexadecimal": "x = 0x" + "f" * 20_000,
    "NUL": "x = 1\0",
    "surrogate": "x = '\ud800'",
    "surrogate escape": "x = '\\ud800'\nprint(x)\nx.y",
    "bidi": "x = 1 # \u202e\u2066",
    "fullwidth dunder": "().＿＿class＿＿",
    "fullwidth name": "ｅｖａｌ('1')",
    "long s": "import oſ",
    "ligature": "open = ﬁle",
    "mathematical letters": "𝐞𝐯𝐚𝐥('1')",
    "invisible": "x\u200b = 1",
    "form feed": "\f\f x = 1",
    "escapes": "'\\N{NULL}'.x",
    "line separator": "x = 1\u2028y = 2",
    "backslashes": "\\\n" * 500 + "(",
    "not text": "\x89PNG\r\n\x1a\n",
}


WATCHED = (
    "open",
    "os.",
    "socket.",
    "subprocess.",
    "import",
    "exec",
    "ctypes.",
    "marshal.",
    "pickle.",
    "shutil.",
    "tempfile.",
)


@pytest.fixture(scope="module")
def touched():
    """What the process did to the world outside while ``watching``: Python reports it to audit hooks, which stay."""
    events = []
    run("import numpy as np\nnp.random.rand(1)\nx: real[n]\nprint(x)")  # what is imported lazily is imported now

    def hook(event, args):
        # For the line of a syntax error Python itself looks for a file of the name that we gave the text.
        if events is not None and event.startswith(WATCHED) and args[:1] != ("<script>",):
            events.append((event, args))

    sys.addaudithook(hook)
    yield events
    events = None


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gives_one_clear_message_soon_and_touches_nothing(name, touched):
    touched.clear()
    start = time.process_time()
    error = run(ATTACKS[name]).error
    taken, events = time.process_time() - start, list(touched)
    assert error is not None
    assert error.message
    assert "went wrong inside" not in error.message
    assert events == []
    assert taken < Limits().seconds  # a machine may be slow, an attack may not be endless inside one call
