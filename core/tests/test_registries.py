from __future__ import annotations

from core.exports.registry import listing, listing_of
from core.tests.registries import registries_come_back
from core.webhooks import registry as webhooks


def test_what_is_declared_within_the_block_is_gone_after_it():
    before, places = listing_of("people"), list(webhooks._places)
    with registries_come_back():
        listing("people", "another", "person_view", columns=[], rows=lambda _person, _params: [])
        listing("of-a-test", "more", "person_view", columns=[], rows=lambda _person, _params: [])
        webhooks._places.append(lambda _person: [])
        assert listing_of("people") is not before
    assert before is not None
    assert listing_of("people") is before
    assert listing_of("of-a-test") is None
    assert webhooks._places == places
