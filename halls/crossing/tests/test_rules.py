"""A draw keeps its three rules whatever the halls, and refuses only where there is no way."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halls.crossing.rules import (
    NO_WAY,
    NOBODY,
    ONLY_OWN,
    TOO_FEW,
    Hall,
    Inspector,
    NoDraw,
    Pair,
    draw,
    homes_of,
    is_own,
)


def places(count: int) -> tuple[list[Inspector], list[Hall]]:
    """So many halls, each with one inspector who is at home there."""
    keys = range(1, count + 1)
    return [Inspector(key, (f"/1/{key}/",)) for key in keys], [Hall(key, f"/1/{key}/") for key in keys]


def keeps_the_rules(pairs, inspectors, halls, last) -> bool:
    by_key = {one.key: one for one in inspectors}
    paths = {hall.key: hall.path for hall in halls}
    went = {
        (home, there)
        for pair in pairs
        for there in homes_of(paths[pair.hall], inspectors)
        for home in by_key[pair.inspector].homes
    }
    return (
        not any(is_own(by_key[pair.inspector], paths[pair.hall]) for pair in pairs)
        and not any((there, home) in went for home, there in went)
        and not set(pairs) & set(last)
    )


def test_three_halls_go_round_one_way_or_the_other() -> None:
    inspectors, halls = places(3)
    ways = {
        tuple((one.inspector, one.hall) for one in draw(inspectors, halls, last=[], seed=seed)) for seed in range(20)
    }
    assert ways == {((3, 1), (1, 2), (2, 3)), ((2, 1), (3, 2), (1, 3))}


def test_the_next_round_goes_the_other_way() -> None:
    inspectors, halls = places(3)
    first = draw(inspectors, halls, last=[], seed=1)
    second = draw(inspectors, halls, last=first, seed=1)
    assert not set(first) & set(second)


def test_the_same_seed_draws_the_same_and_another_one_another() -> None:
    inspectors, halls = places(24)
    assert draw(inspectors, halls, last=[], seed=7) == draw(inspectors, halls, last=[], seed=7)
    assert draw(inspectors, halls, last=[], seed=7) != draw(inspectors, halls, last=[], seed=8)


@pytest.mark.parametrize(
    ("inspectors", "halls", "why"),
    [
        ([], [Hall(1, "/1/1/")], NOBODY),
        ([Inspector(1, ("/1/1/",))], [], NOBODY),
        ([Inspector(1, ("/1/1/",)), Inspector(2, ("/1/1/",))], [Hall(1, "/1/1/")], TOO_FEW),
        ([Inspector(1, ("/1/",)), Inspector(2, ("/1/1/",))], [Hall(1, "/1/1/")], ONLY_OWN),
        (*places(2), NO_WAY),
    ],
)
def test_what_cannot_be_drawn_says_why(inspectors, halls, why) -> None:
    with pytest.raises(NoDraw) as refused:
        draw(inspectors, halls, last=[], seed=1)
    assert refused.value.why == why


def test_the_order_in_which_people_and_halls_come_makes_no_difference() -> None:
    inspectors, halls = places(12)
    first = set(draw(inspectors, halls, last=[], seed=7))
    assert set(draw(inspectors[::-1], halls[3:] + halls[:3], last=[], seed=7)) == first


def test_whoever_leads_two_halls_inspects_neither() -> None:
    inspectors, halls = places(6)
    inspectors[0] = Inspector(1, ("/1/1/", "/1/2/"))
    for seed in range(20):
        assert not {Pair(1, 1), Pair(1, 2)} & set(draw(inspectors, halls, last=[], seed=seed))


def test_a_thousand_halls_are_drawn() -> None:
    inspectors, halls = places(1000)
    assert len(draw(inspectors, halls, last=[], seed=3)) == 1000


def test_twenty_four_halls_are_shared_out_evenly_among_six_districts() -> None:
    inspectors = [Inspector(key, (f"/1/{key}/",)) for key in range(1, 7)]
    halls = [Hall(100 + number, f"/1/{number % 6 + 1}/{100 + number}/") for number in range(24)]
    last: list[Pair] = []
    for seed in range(3):
        pairs = draw(inspectors, halls, last=last, seed=seed)
        assert keeps_the_rules(pairs, inspectors, halls, last)
        assert {one.key: sum(pair.inspector == one.key for pair in pairs) for one in inspectors} == dict.fromkeys(
            range(1, 7), 4
        )
        last = pairs


@given(count=st.integers(2, 5), seed=st.integers(0, 50), before=st.integers(0, 3))
def test_it_finds_a_way_wherever_there_is_one(count: int, seed: int, before: int) -> None:
    inspectors, halls = places(count)
    last: list[Pair] = []
    for _round in range(before):
        try:
            last = draw(inspectors, halls, last=last, seed=seed)
        except NoDraw:
            break
    ways = [
        pairs
        for order in itertools.permutations(inspectors)
        if keeps_the_rules(
            pairs := [Pair(one.key, hall.key) for one, hall in zip(order, halls, strict=True)], inspectors, halls, last
        )
    ]
    try:
        pairs = draw(inspectors, halls, last=last, seed=seed)
    except NoDraw:
        assert not ways
    else:
        assert keeps_the_rules(pairs, inspectors, halls, last)
        assert pairs in ways
