"""Write the pages that follow from the program, all of them or some by name.

python -m tools.pages [operations] [rules] [gallery] [derivations]
"""

import sys
from collections.abc import Callable, Iterator, Sequence

from tools.pages import derivations, gallery, operations, rules
from tools.pages.markdown import ROOT, text

PAGES: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "operations": ("docs/operations.md", operations.lines),
    "rules": ("docs/rules.md", rules.lines),
    "derivations": ("docs/manual/derivations.md", derivations.lines),
    "gallery": ("docs/manual/gallery.md", gallery.lines),
}


def main(names: Sequence[str]) -> None:
    """Write the pages of these names; without any, all."""
    for name in names or PAGES:
        path, lines = PAGES[name]
        (ROOT / path).write_text(text(lines()), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
