"""What the worker sends and the window shows: plain, frozen data, no expressions.

A *view* is one part of a :class:`Snapshot`; views arrive one by one, the quick ones first. Nodes are known everywhere
by one small integer, their *node id*, so that a selection means the same thing in every panel. A derivation is a row
of *frames*: frame 0 is the graph as derived, frame ``k`` the graph after step ``k``, the last frame the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np

Severity = Literal["error", "warning", "note"]
Sweep = Literal["forward", "reverse"]
NodeKind = Literal["input", "constant", "elementwise", "linear algebra", "reduction", "shape", "indexing", "loop"]
Layout = Literal["dot", "layered"]
Provenance = Literal["written", "forward", "reverse", "rewritten"]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the script: lines count from 1, columns from 0; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Message:
    """Something a person should read: what is wrong, where, and what to do."""

    severity: Severity
    text: str
    hint: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A named expression of the script that can be looked at."""

    name: str
    type: str  # as people read it: "real[n, d]"
    span: Span | None
    is_derivative: bool
    ndim: int
    variables: tuple[str, ...]  # the variables that it depends on


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of the script, with the value it has now (``None`` where nothing is known yet)."""

    name: str
    type: str
    dtype: str
    dimensions: tuple[str, ...]  # "n", "3"
    value: np.ndarray | None
    source: str  # "typed", "normal, seed 7", "from w.npy"
    span: Span | None = None
    error: str = ""  # what is wrong with the value that a person gave; shown at its field


@dataclass(frozen=True, slots=True)
class ScriptView:
    """What the script says: names, variables, inline types, output of ``print``, messages."""

    names: tuple[Named, ...] = ()
    inputs: tuple[Input, ...] = ()
    types: tuple[tuple[int, str], ...] = ()  # line → type of what the line names
    completions: tuple[str, ...] = ()
    output: str = ""
    target: str | None = None  # what is looked at, after defaults
    title: str = ""  # "∇ loss by w", "Hessian of loss by w"


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the graph: centre and size in pixels at 100 %; present in frames ``first <= f <= last``."""

    id: int
    label: str  # "exp(−m)"
    detail: str  # "[n, d]"
    symbol: str  # the glyph of its tile: "σ", "@"
    kind: NodeKind
    sweep: Sweep
    x: float
    y: float
    width: float
    height: float
    frames: tuple[tuple[int, int], ...]
    operation: str  # "exp"
    type: str  # "real[n]"
    expression: str  # the whole expression in plain notation, cut at a sensible length
    origin: tuple[str, ...] = ()  # where it comes from, a line each
    name: str = ""  # its label in the script
    span: Span | None = None
    output: bool = False
    tag: str = ""  # the pill at an output: "∇ loss"
    provenance: Provenance = "written"  # a person, a sweep of a derivative, or a rewrite made it
    body: GraphView | None = None  # one turn of a loop
    card: str = ""  # the name of its operation's card; empty for inputs and constants
    flops: str = ""  # "2n", of this node alone


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from ``source`` (a value) to ``target`` (its use): cubic Bézier points ``(1 + 3k, 2)``."""

    source: int
    target: int
    points: np.ndarray
    sweep: Sweep
    reused: bool  # a value of the forward sweep that the reverse sweep reads again
    cut: bool  # too long to be laid out; drawn faintly
    frames: tuple[tuple[int, int], ...]
    operand: int = 0  # which operand of the target it is


@dataclass(frozen=True, slots=True)
class CardView:
    """What is known of an operation, whatever it is applied to: pictures are SVG in black."""

    name: str
    words: str  # the documentation, a paragraph a line
    definition: str  # a picture of what it gives
    rules: tuple[str, ...]  # pictures: the tangent of each result, the cotangent of each operand, what names stand for
    code: tuple[str, ...]  # the rules as people type them, in the place of pictures
    said: str  # what is said instead of rules: "The derivative is zero."
    plain: str  # the definition in plain notation


@dataclass(frozen=True, slots=True)
class FrameStatistics:
    """The size of the graph of one frame."""

    nodes: int
    depth: int
    flops: str  # "8n + 4nd"


@dataclass(frozen=True, slots=True)
class GraphView:
    """All frames in one layout, so that a node keeps its place."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float
    frames: int
    statistics: tuple[FrameStatistics, ...]
    layout: Layout
    note: str = ""  # "3 000 nodes: only before and after are laid out"


@dataclass(frozen=True, slots=True)
class StepView:
    """One rewrite: frame ``index`` is the graph after it (the first step has index 1)."""

    index: int
    rule: str
    theme: str
    caption: str
    unsafe: str  # "" or "assumes x is not 0"
    rule_picture: str  # SVG of "left → right"; empty where both look alike
    before: str  # plain notation of what matched
    after: str
    at: int  # node id of what was replaced, in frame index-1
    became: int  # node id of what replaced it, in frame index
    nodes_fewer: int
    searched: bool = False  # whether it is what a search for a shorter form found
    seen: bool = True  # whether the whole formula is written in another way after it


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme of rewrite rules that may be switched off: the names of its rules, and of those that assume something."""

    name: str
    rules: frozenset[str]
    unsafe: frozenset[str]


@dataclass(frozen=True, slots=True)
class ThemeEffect:
    """What the rewrites lead to without the rules of one theme."""

    name: str
    steps: int  # how many of the steps that were taken are of the theme
    same: bool  # whether the result is the same without it
    nodes: int = 0
    flops: str = ""
    picture: str = ""  # the formula as SVG
    plain: str = ""
    failed: str = ""  # why there is no result without it


@dataclass(frozen=True, slots=True)
class EffectsView:
    """What each theme of rules does: the result without it, beside the result with all of them."""

    nodes: int
    flops: str
    picture: str
    plain: str
    themes: tuple[ThemeEffect, ...]
    to_come: int  # themes that have not been tried yet


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """Where a node stands in the picture of a formula: left, top, width and height in each line, in its pixels."""

    node: int
    inside: int  # the index of the part that it stands in, which comes before it; -1 for none
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class FormulaView:
    """The formula of one frame: SVG pictures use black, which the panel recolours."""

    frame: int
    picture: str
    picture_let: str
    width: float
    height: float
    plain: str
    theano: str
    latex: str
    let: str
    parts: tuple[FormulaPart, ...] = ()  # of the picture
    parts_let: tuple[FormulaPart, ...] = ()
    mathml: str = ""
    layout: str = ""  # in words: "Numerator layout: ∂y/∂x is a row."
    layouts_differ: bool = False


@dataclass(frozen=True, slots=True)
class ValuesView:
    """Values after a run, by node id."""

    values: dict[int, np.ndarray]
    result: np.ndarray | None
    milliseconds: float
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class ProfileView:
    """What nodes cost at the sizes of the values, by node id. What is not known, or not measured, is not there."""

    shapes: dict[int, tuple[int, ...]]  # of the value
    flops: dict[int, int]  # of operations
    bytes: dict[int, int]  # of the value
    seconds: dict[int, float]  # of operations, each run alone
    ranges: dict[int, tuple[float, float]]  # the least and the largest finite number in the value
    before: int | None = None  # flops of everything as derived; None where a size is not known
    after: int | None = None  # and after all rewrites


@dataclass(frozen=True, slots=True)
class ArrayView:
    """A Jacobian or Hessian as a matrix: rows index the expression, columns the variable, both raveled."""

    title: str  # "H = hessian(loss, w)"
    kind: Literal["jacobian", "hessian", "gradient", "value"]
    row_label: str  # "∂ y"
    column_label: str  # "∂ x"
    row_shape: tuple[int, ...]
    column_shape: tuple[int, ...]
    matrix: np.ndarray  # 2-d
    structure: str  # "diagonal", "symmetric", "dense", …
    expression: str  # the closed form


@dataclass(frozen=True, slots=True)
class ProductView:
    """R-op, L-op or Hessian times vector, beside the same product made with the full Jacobian."""

    kind: Literal["rop", "lop", "hessian-vector"]
    title: str  # "R-op of y by W along V"
    vector_name: str
    vector: np.ndarray
    vector_input: str | None  # the script's variable that the vector is, where it is one
    product: np.ndarray
    check: np.ndarray
    largest_difference: float
    product_milliseconds: float
    jacobian_milliseconds: float
    expression: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of a derivative in plain words."""

    passed: bool
    text: str  # "∇ loss by w agrees with central differences"
    detail: str  # "largest relative error 3.1e-10"


@dataclass(frozen=True, slots=True)
class ChecksView:
    """The checks of the derivative that is looked at."""

    lines: tuple[CheckLine, ...]


TracePart = Literal["value", "tangent", "cotangent"]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One line of a sweep: a letter gets its value, its tangent, or a share of its cotangent.

    An array of more bytes than can be shown is ``None``.
    """

    part: TracePart
    node: int  # node id of what the letter stands for
    via: int  # node id of the operation by whose rule the line is made; -1 for a seed
    operand: int  # for a cotangent: which operand of ``via`` the share is for; else -1
    letter: str  # "v3", "v̇3", "v̄3"
    formula: str  # "exp(v2)", "v̄4 * v3"
    first: bool  # assigned for the first time; else the share is added to what there is
    share: np.ndarray | None  # what the formula gives
    value: np.ndarray | None  # what the letter is after this line


@dataclass(frozen=True, slots=True)
class PathView:
    """A path from the variable to the output, and what reaches the variable along it alone."""

    nodes: tuple[int, ...]  # node ids from the variable to the output
    operands: tuple[int, ...]  # by which operand each next node is entered
    letters: tuple[str, ...]
    factors: tuple[str, ...]  # for each edge the rule that takes a cotangent "·" back over it: "· * cos(v1)"
    cotangents: tuple[np.ndarray | None, ...]  # at each node, along this path alone
    partials: tuple[np.ndarray | None, ...]  # for each edge between numbers the local partial derivative


@dataclass(frozen=True, slots=True)
class SweepView:
    """An expression swept forward and back: its graph, the lines in their order, and the paths of the chain rule."""

    title: str  # "loss by w"
    graph: GraphView
    variable: int  # node id
    output: int  # node id
    given: dict[int, np.ndarray]  # by node id: what is known before anything is computed
    reverse: tuple[TraceLine, ...]  # all values, then cotangents
    forward: tuple[TraceLine, ...]  # each value with its tangent
    paths: tuple[PathView, ...]
    path_count: int
    derivative: np.ndarray | None  # the cotangent of the variable, of which the paths are the parts
    seed: str  # what the reverse sweep starts from, in words
    direction: str  # what the forward sweep starts from, in words


@dataclass(frozen=True, slots=True)
class CodeView:
    """The Python that runs; ``nodes[i]`` is the node id that line ``i + 1`` computes, or -1."""

    source: str
    nodes: tuple[int, ...]
    raw_source: str = ""


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of each stage."""

    read: float = 0.0
    derive: float = 0.0
    rewrite: float = 0.0
    layout: float = 0.0
    run: float = 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the window shows of one document. A view that is ``None`` has not come yet, or does not apply."""

    script: ScriptView | None = None
    messages: tuple[Message, ...] = ()
    graph: GraphView | None = None
    themes: tuple[ThemeView, ...] | None = None
    cards: tuple[CardView, ...] | None = None
    steps: tuple[StepView, ...] | None = None
    formulas: tuple[FormulaView, ...] | None = None  # of the frames in which they are written in another way
    effects: EffectsView | None = None
    values: ValuesView | None = None
    sweep: SweepView | Message | None = None  # or why there is none
    profile: ProfileView | None = None
    array: ArrayView | None = None
    product: ProductView | None = None
    checks: ChecksView | None = None
    code: CodeView | None = None
    timings: Timings = Timings()
