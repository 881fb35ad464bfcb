"""Rewriting ends, and what it comes to does not depend on how a program was written: on random programs, many of them.

python -m tests.core.rewrite.confluence [--programs 100000] [--first 0] [--processes 2]
"""

import argparse
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

import explorer.core as T
from explorer.core.graph import applies
from explorer.core.rewrite.number import number
from tests.core.rewrite import random_programs
from tests.core.rewrite.shuffles import made_anew, regrouped, swapped

STEPS_PER_NODE = 8
_CHUNK = 250


class Program(NamedTuple):
    """An expression of some inputs or, where ``by`` is the number of one, the gradient of its sum by that."""

    inputs: list
    written: T.Expression
    by: int | None = None

    @property
    def expression(self):
        """What is rewritten."""
        if self.by is None:
            return self.written
        return T.grad(T.sum(self.written), self.inputs, disconnected_inputs="ignore")[self.by]

    def otherwise(self, shuffle, random):
        """The program written in another way: a derivative is that of what is written otherwise."""
        written, *inputs = shuffle([self.written, *self.inputs], random)
        return Program(inputs, written, self.by)


def seeded(seed):
    """A random program; each third one is a derivative."""
    random = Random(seed)
    inputs, written = random_programs.program(random.choice, random.randint(2, 32))
    return Program(inputs, written, random.choice(range(len(inputs))) if seed % 3 == 0 else None)


def ends(expression):
    """The optimised form, in a number of steps that grows no faster than the program."""
    optimized = T.optimize(expression)
    nodes = len(applies([expression]))
    assert len(optimized.steps) <= STEPS_PER_NODE * (nodes + 4), f"{len(optimized.steps)} steps for {nodes} nodes"
    return optimized.after


def divides_by_zero(expression):
    """Whether a number 0 stands under a fraction bar: such a quotient is left as it is written."""
    below = {"divide": 1, "absorbing_divide": 1, "reciprocal": 0, "power": 0}
    return any(
        node.op.name in below and number(node.inputs[below[node.op.name]]) == 0 for node in applies([expression])
    )


def same(program, after, seed):
    """Whatever order operands had or operations were made in, it becomes ``after``."""
    found = T.optimize(program.otherwise(swapped, Random(seed)).expression).after
    assert found is after, f"operands swapped: {T.brief(after, 200)} and {T.brief(found, 200)}"
    other = program.otherwise(made_anew, Random(seed)).expression
    texts = T.pp(after, style="let"), T.pp(ends(other), style="let")
    assert texts[0] == texts[1], f"made in another order: {texts[0]} and {texts[1]}"


def check(seed):
    """Raises where a program does not end, or depends on its order. Gives what else there is to count."""
    program = seeded(seed)
    after = ends(program.expression)
    if divides_by_zero(after):
        return "divided by zero"
    same(program, after, seed)
    other = program.otherwise(regrouped, Random(seed)).expression
    return "same" if T.optimize(other).after is after else "other when regrouped"


def run_chunk(chunk):
    """The counts of one chunk, and what is wrong by program."""
    counts, failed = Counter(), {}
    for seed in range(chunk * _CHUNK, (chunk + 1) * _CHUNK):
        try:
            counts[check(seed)] += 1
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told
            failed[seed] = f"{type(error).__name__}: {error}"
    return counts, failed


def main():
    """Check programs on some processes, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    chunks = range(options.first // _CHUNK, -(-(options.first + options.programs) // _CHUNK))
    total, failed = Counter(), {}
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        for done, future in enumerate(as_completed([pool.submit(run_chunk, chunk) for chunk in chunks]), 1):
            counts, wrong = future.result()
            total += counts
            failed |= wrong
            for seed, what in wrong.items():
                print(f"  program {seed}: {what}", flush=True)
            if done % 20 == 0 or done == len(chunks):
                listed = ", ".join(f"{count} {what}" for what, count in total.items())
                print(f"{done * _CHUNK} programs: {listed}; {len(failed)} fail", flush=True)
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
