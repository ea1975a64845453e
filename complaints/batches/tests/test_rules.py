from __future__ import annotations

import random

from complaints.batches import rules
from complaints.batches.rules import Candidate, common_path, of_nearly_the_same_words, of_one_cause

TEXT = "我没有同意办理家庭网，短信说已经加入，每月多扣十五元，请马上取消并把钱退给我。"


def one(pk, text="", *, unit="000001/", product=None, cause=1, customer=""):
    return Candidate(pk, unit, product, cause, customer, text)


def pks(groups):
    return [[member.pk for member in group] for group in groups]


def test_a_batch_is_one_unit_product_and_cause():
    tickets = [one(1), one(2), one(3, cause=2), one(4, product=9), one(5, unit="000002/"), one(6)]
    assert pks(of_one_cause(tickets, threshold=3)) == [[1, 2, 6]]
    assert of_one_cause(tickets, threshold=4) == []


def test_tickets_without_a_cause_are_no_batch():
    assert of_one_cause([one(pk, cause=None) for pk in range(9)], threshold=2) == []


def test_one_customer_who_complains_often_is_no_batch():
    assert of_one_cause([one(pk, customer="x") for pk in range(9)], threshold=2) == []


def test_nearly_the_same_words_belong_together_wherever_they_were_received():
    tickets = [
        one(1, TEXT),
        one(2, TEXT.replace("十五元", "二十元"), unit="000001/000002/"),
        one(3, "宽带一到晚上就掉线，报修三次没有人上门，要求尽快处理。"),
        one(4, f"您好！{TEXT}"),
        one(5, "要退费"),
    ]
    assert pks(of_nearly_the_same_words(tickets, threshold=3)) == [[1, 2, 4]]


def test_a_thousand_copies_are_one_batch():
    groups = of_nearly_the_same_words([one(pk, TEXT) for pk in range(1000)], threshold=5)
    assert [len(group) for group in groups] == [1000]


def test_the_work_grows_with_the_texts_and_not_with_their_square(monkeypatch):
    """Counted in comparisons of two texts, which are what would grow with the square."""
    chance = random.Random(11)
    signs = [chr(0x4E00 + place) for place in range(1200)]
    compare, compared = rules.likeness, []
    monkeypatch.setattr(rules, "likeness", lambda said, other: compared.append(1) or compare(said, other))

    def comparisons(count):
        compared.clear()
        texts = [one(pk, "".join(chance.choices(signs[: count // 3], k=40))) for pk in range(count)]
        of_nearly_the_same_words(texts, threshold=5)
        return len(compared)

    for count in (300, 1000, 3000):
        assert comparisons(count) <= rules.COMPARED_MOST * count


def test_the_unit_of_a_batch_has_all_its_tickets_below_it():
    assert common_path(["000001/000002/000003/", "000001/000002/000004/"]) == "000001/000002/"
    assert common_path(["000001/", "000002/"]) == ""
