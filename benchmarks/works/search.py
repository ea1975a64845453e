"""Two-character words of every frequency, looked for by the product's search and by LIKE on the same rows."""

from __future__ import annotations

import random
import time

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from benchmarks.works import arguments, tell
from complaints.models import Complaint
from complaints.tickets.paging import ORDERS, Sort, ordered
from complaints.worklist.selectors import search_page
from core.search.rules import grams
from org.models import Person

RARE_MOST = 5
person = Person.objects.get(staff_number="DEMO-01")
now = timezone.now()
chance = random.Random(1)


def two_character(text: str) -> list[str]:
    return [word for word in grams(text).split() if len(word) == 2 and min(word) >= "\u4e00"]


def words_of(source: str, rows: int) -> list[str]:
    """Words of tickets taken at random: frequent ones come as often as people read them."""
    keys = list(Complaint.objects.filter(source=source).values_list("pk", flat=True)[:50_000])
    texts = Complaint.objects.filter(pk__in=chance.sample(keys, min(len(keys), rows))).values_list("text", flat=True)
    found = {word for text in texts for word in two_character(text)}
    return chance.sample(sorted(found), min(len(found), arguments["words"]))


def ours(word: str) -> tuple[float, int]:
    begun = time.perf_counter()
    page = search_page(person, word, now=now)
    return time.perf_counter() - begun, page.count


def by_like(word: str) -> tuple[float, int]:
    """The newest 25 and how many there are, as `search_page` answers, without an index of words."""
    rows = Complaint.objects.visible_to(person).counted().filter(Q(subject__contains=word) | Q(text__contains=word))
    begun = time.perf_counter()
    count = rows.order_by()[:1001].count()
    list(ordered(rows, ORDERS[Sort.NEWEST]).values("pk", "number", "subject")[:25])
    return time.perf_counter() - begun, count


words = words_of("words", 400) + words_of("measuring", 400)
chance.shuffle(words)
for word in words[:20]:
    ours(word)
taken = {word: ours(word) for word in words}
rare = [word for word, (_seconds, count) in taken.items() if 0 < count <= RARE_MOST][: arguments["likes"]]
pairs = []
for word in rare:
    like_seconds, like_count = by_like(word)
    our_seconds, our_count = min(ours(word) for _ in range(3))
    assert like_count == our_count, f"{word}: LIKE finds {like_count}, search {our_count}"
    pairs.append((our_seconds, like_seconds))
worst = sorted(taken.items(), key=lambda item: -item[1][0])[:5]
tell(
    {
        "seconds": [seconds for seconds, _count in taken.values()],
        "bands": [[count, seconds] for seconds, count in taken.values()],
        "rare": pairs,
        "worst": [[word, count, seconds] for word, (seconds, count) in worst],
        "tickets": Complaint.objects.count(),
        "vendor": connection.vendor,
    }
)
