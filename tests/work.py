"""How much work something is, counted and not timed: the number of Python calls, the same on every machine."""

import sys


def calls(function):
    """The number of Python and built-in calls that `function()` makes."""
    count = 0

    def profile(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    outer = sys.getprofile()
    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(outer)
    return count
