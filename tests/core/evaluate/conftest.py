"""All that is said of functions here holds of both ways of a call."""

import pytest

from explorer.core.evaluate.function import Function


@pytest.fixture(autouse=True, scope="module", params=["long way", "short way"])
def way(request):
    """Once each call goes the long way, once the short way wherever there is one."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "short way":
            made = Function.__init__

            def with_short_way(self, *arguments, **named):
                made(self, *arguments, **named)
                self._short = self._short_way()

            patch.setattr(Function, "__init__", with_short_way)
        yield request.param
