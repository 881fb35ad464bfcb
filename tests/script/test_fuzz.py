"""Whatever stands in a script, nothing but a ScriptError comes of it."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.script import Limits, ScriptError, run
from explorer.script.vocabulary import CORE

GALLERY = Path(__file__).parents[2] / "resources" / "gallery"
PROGRAMS = [path.read_text(encoding="utf-8") for path in sorted(GALLERY.glob("*.py"))]
LIMITS = Limits(steps=2000, seconds=3.0, items=2000, elements=20_000, characters=20_000, output=20_000, graph=5000)


def confirm(text):
    script = run(text, limits=LIMITS, evaluate=False)
    if script.error is None:
        return
    assert isinstance(script.error, ScriptError)
    assert script.error.message
    assert "went wrong inside" not in script.error.message, script.error.message
    span = script.error.span
    assert 1 <= span.line <= len(script.source.lines) + 1
    assert 0 <= span.column <= len(script.source.line(span.line)) + 1
    assert script.error.render(script.source, "FILE").startswith(f"FILE:{span.line}:{span.column + 1}: ")


@given(st.text())
def test_any_text(text):
    confirm(text)


@given(st.binary())
def test_any_bytes(data):
    confirm(data.decode("latin-1"))


WORDS = st.sampled_from(
    [
        *("x", "y", "f", "n", "_", "real", "T", "np", "print", "lambda", "def", "if", "for", "in", "else", "return"),
        *("(", ")", "[", "]", "{", "}", ":", ",", ".", "=", "+", "-", "*", "**", "@", "/", "<", "==", "|", "~", "not"),
        *(
            "0",
            "1",
            "2.5",
            "3j",
            "'a'",
            "f'{x}'",
            "None",
            "True",
            "...",
            "\n",
            "\n    ",
            " ",
            "and",
            "is",
            "%",
            "range",
        ),
        *("grad", "sum", "scan", "function", "dvector", "switch", "exp", "jacobian", "pp", "len", "list", "shape"),
    ]
)


@given(st.lists(WORDS, max_size=40))
def test_any_words(words):
    confirm("x: real[n]\ny = x ** 2\n" + " ".join(words))


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(PROGRAMS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["insert", "delete", "move", "join"])):
            case "insert":
                text = text[:at] + draw(WORDS | st.text(max_size=3)) + text[at:]
            case "delete":
                text = text[:at] + text[at + draw(st.integers(1, 12)) :]
            case "move":
                end = at + draw(st.integers(1, 20))
                text = text[:at] + text[end:] + text[at:end]
            case _:
                text = text[:at] + draw(st.sampled_from(PROGRAMS))[at:]
    return text


@settings(max_examples=200)
@given(mutated())
def test_any_mutation_of_a_program(text):
    confirm(text)


VALUES = [
    *(
        "x",
        "X",
        "s",
        "k",
        "b",
        "0",
        "1",
        "-3",
        "2.5",
        "True",
        "None",
        "'a'",
        "'float32'",
        "[]",
        "[1, 2]",
        "(0, 1)",
        "{}",
    ),
    *(
        "{x: 1}",
        "[x, s]",
        "lambda a: a",
        "lambda: 1",
        "print",
        "exp",
        "np",
        "f",
        "f([1, 2])",
        "slice",
        "...",
        "x.shape",
    ),
    *("range(3)", "np.zeros((2, 2))", "float", "np.float32", "1j", "10**20", "[[1], [1, 2]]", "x.T", "x > 0", "'n'"),
]
HEAD = "x: real[n]\nX: real[n, 3]\ns: real\nk: int\nb: bool[n]\nf = function([x], sum(x))\n"


@settings(max_examples=400)
@given(
    st.sampled_from(sorted(CORE)),
    st.lists(st.sampled_from(VALUES), max_size=4),
    st.dictionaries(
        st.sampled_from(["axis", "dtype", "keepdims", "name", "shape", "n_steps", "wrt"]),
        st.sampled_from(VALUES),
        max_size=1,
    ),
)
def test_any_arguments_of_the_core(name, args, kwargs):
    parts = [*args, *(f"{key}={value}" for key, value in kwargs.items())]
    confirm(f"{HEAD}y = {name}({', '.join(parts)})")


@settings(max_examples=200)
@given(
    st.sampled_from(VALUES),
    st.sampled_from(["+", "*", "**", "@", "//", "%", "&", "<<", "<", "==", "in", "and"]),
    st.sampled_from(VALUES),
)
def test_any_operands(left, operator, right):
    confirm(f"{HEAD}y = {left} {operator} {right}\nz = ({left})[{right}]")
