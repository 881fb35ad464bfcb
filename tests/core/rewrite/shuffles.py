"""The same programs written otherwise: operands that may change places have done so, or statements have."""

import ast

import explorer.core as T
from explorer.core.expr import Variable
from explorer.core.graph import applies, leaves
from explorer.core.rewrite.commutative import COMMUTATIVE, MIRRORED

ASSOCIATIVE = {"add", "multiply"}


def rebuilt(outputs, make):
    """``outputs`` with each operation made anew from its new inputs by ``make``, from the leaves up."""
    new = {}
    for node in applies(outputs):
        inputs = tuple(new.get(x, x) for x in node.inputs)
        new |= dict(zip(node.outputs, make(node, inputs), strict=True))
    return [new.get(e, e) for e in outputs]


def swapped(outputs, random):
    """Operands of commutative operations and of comparisons, some of them in the other order."""

    def make(node, inputs):
        name = node.op.name
        if (name in COMMUTATIVE or name in MIRRORED) and len(inputs) == 2 and random.random() < 0.5:
            made = MIRRORED.get(name, node.op).all(*inputs[::-1])
            if [e.type for e in made] == list(node.types):
                return made
        return _same(node, inputs)

    return rebuilt(outputs, make)


def regrouped(outputs, random):
    """(a + b) + c as a + (b + c), and so for products, here and there."""

    def make(node, inputs):
        inner = inputs[0].owner
        if node.op.name in ASSOCIATIVE and inner is not None and inner.op == node.op and random.random() < 0.5:
            a, b = inner.inputs
            try:
                made = node.op.all(a, node.op(b, inputs[1]))
            except T.ShapeError:
                return _same(node, inputs)
            if [e.type for e in made] == list(node.types):
                return made
        return _same(node, inputs)

    return rebuilt(outputs, make)


def _same(node, inputs):
    return node.outputs if inputs == node.inputs else node.op.all(*inputs)


def made_anew(outputs, random):
    """Over variables of the same names, the operations made in another order."""
    known = {x: Variable(x.type, x.name) for x in leaves(outputs) if isinstance(x, Variable)}
    waiting = applies(outputs)
    while waiting:
        ready = [node for node in waiting if all(x.owner is None or x in known for x in node.inputs)]
        node = random.choice(ready)
        waiting.remove(node)
        made = node.op.all(*(known.get(x, x) for x in node.inputs))
        known.update(zip(node.outputs, made, strict=True))
    return [known.get(e, e) for e in outputs]


def reordered(text, random):
    """The statements of a script in another order in which each stands after those that it needs.

    What has no name that others could need, as ``print``, keeps its place behind all that stood before it.
    """
    body = ast.parse(text).body
    names = [_names(statement) for statement in body]
    placed = []
    waiting = list(range(len(body)))
    while waiting:
        ready = [i for i in waiting if not any(_before(names[j], names[i]) for j in waiting if j < i)]
        chosen = random.choice(ready)
        waiting.remove(chosen)
        placed.append(body[chosen])
    return "\n".join(ast.get_source_segment(text, statement) for statement in placed) + "\n"


def _names(statement):
    """Those that it gives a value, those that it reads."""
    found = [(node.id, isinstance(node.ctx, ast.Store)) for node in ast.walk(statement) if isinstance(node, ast.Name)]
    given = {name for name, stored in found if stored}
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.annotation, ast.Subscript):
        # The name of a size is a name for that of the first variable that has it.
        given |= {node.id for node in ast.walk(statement.annotation.slice) if isinstance(node, ast.Name)}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        given = {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    if isinstance(statement, ast.FunctionDef):
        given = {statement.name}
    return given, {name for name, stored in found if not stored}


def _before(first, second):
    """Whether the order of two statements matters."""
    (gives, reads), (gives_too, reads_too) = first, second
    return bool(gives & (gives_too | reads_too) or reads & gives_too or not gives or not gives_too)
