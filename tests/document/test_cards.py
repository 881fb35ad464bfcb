"""The card of every operation, as the inspector shows it."""

import pytest

from explorer.core.catalogue import operations
from explorer.document.cards import WIDTH, card_view


@pytest.mark.parametrize("kind", operations(), ids=lambda kind: kind.__name__)
def test_every_operation_has_a_card(kind):
    card = card_view(kind)
    assert card.name == kind.name
    assert card.words
    assert "Attributes:" not in card.words
    assert "`" not in card.words
    assert card.plain
    assert card.rules or card.code or card.said
    for picture in (card.definition, *card.rules):
        width = float(picture.split('width="')[1].split('"')[0])
        assert 0 < width <= 3 * WIDTH
