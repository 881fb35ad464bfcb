"""Which rules are used: said in words, the same for every place where people may say it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from explorer.core.rewrite.rule import Rule, Ruleset

ALL, SAFE = "all", "safe"
_NEAR = 3  # names that an error offers
_FAR = 0.5  # how unlike a name may be to be offered


def left_out(rules: Any, rulesets: Sequence[Ruleset]) -> frozenset[str]:
    """The names of the rules that a choice leaves out.

    Args:
        rules: words, in a text with commas between them or in a collection. A theme, or the name of a rule, takes these
            rules; "all", and where nothing is taken, all of them. With a minus in front, "-trigonometry", they are left
            out; "safe" leaves out those that assume something. None is all rules.
        rulesets: the rules that there are.

    Raises:
        ValueError: for a word that names none; says which come near.
        TypeError: for what is neither a text nor a collection of texts.
    """
    if rules is None:
        return frozenset()
    every = [rule for one in rulesets for rule in one.rules]
    groups = _groups(rulesets, every)
    taken: set[str] = set()
    dropped: set[str] = set()
    for word in _words(rules):
        name = word.removeprefix("-").strip().lower().replace("_", " ")
        if name not in groups:
            raise ValueError(_unknown(word, groups))
        if name == SAFE and not word.startswith("-"):
            dropped |= groups[ALL] - groups[SAFE]
        else:
            (dropped if word.startswith("-") else taken).update(groups[name])
    return groups[ALL] - ((taken or groups[ALL]) - dropped)


def _groups(rulesets: Sequence[Ruleset], every: Sequence[Rule]) -> dict[str, frozenset[str]]:
    """By what people call them, in small letters, the names of the rules of each group."""
    groups = {rule.name: frozenset({rule.name}) for rule in every}
    groups |= {one.theme.lower(): frozenset(rule.name for rule in one.rules) for one in rulesets}
    groups[ALL] = frozenset(rule.name for rule in every)
    groups[SAFE] = frozenset(rule.name for rule in every if not rule.unsafe)
    return groups


def _words(rules: Any) -> Iterator[str]:
    listed = rules.split(",") if isinstance(rules, str) else rules
    try:
        words = list(listed)
    except TypeError:
        words = [None]
    if not all(isinstance(word, str) for word in words):
        raise TypeError(f"rules is a text such as 'safe, -trigonometry', or a collection of such words, not {rules!r}")
    yield from (word.strip() for word in words if word.strip())


def _unknown(word: str, groups: Collection[str]) -> str:
    name = word.removeprefix("-").strip().lower().replace("_", " ")
    near = get_close_matches(name, groups, _NEAR, _FAR) or [ALL, SAFE]
    minus = "-" if word.startswith("-") else ""
    return f"there are no rules {word!r}; near it are {', '.join(repr(minus + one) for one in near)}"
