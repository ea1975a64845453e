from __future__ import annotations

import datetime as dt

import pytest

from complaints.tickets import rules


@pytest.mark.parametrize(("words", "month"), [("2011-01", 201101), ("2011-12", 201112)])
def test_a_month_is_read_as_written(words, month):
    assert rules.month_number(words) == month
    assert rules.month_words(month) == words


@pytest.mark.parametrize("words", ["2011-13", "2011-00", "2011", "11-01", "", "２０１１-01", "0000-01"])
def test_what_is_no_month_is_refused(words):
    with pytest.raises(rules.NotAMonth):
        rules.month_number(words)


def test_december_is_followed_by_january():
    assert rules.month_after(201112) == 201201
    assert rules.month_after(201101) == 201102


@pytest.mark.parametrize("typed", ["C201101-00042", "c201101-00042 ", "Ｃ201101－00042"])
def test_a_number_is_recognised_as_people_type_it(typed):
    assert rules.looks_like_a_number(typed) == "C201101-00042"


def test_nearly_the_same_words_are_near_same_and_others_are_not():
    one = "未经同意被加入家庭网，每月扣费，要求取消并退费"
    assert rules.near_same(one, "未经同意被加入家庭网，每月扣费，要求取消且退费。")
    assert not rules.near_same(one, "室内信号弱，通话经常掉线，要求处理")


def test_short_texts_are_never_near_same():
    assert not rules.near_same("要退费", "要退费")


def test_a_repeat_lies_within_thirty_days():
    received = dt.datetime(2011, 1, 31, tzinfo=dt.UTC)
    assert rules.repeat_starts(received) == dt.datetime(2011, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(("name", "shown"), [("王小明", "王**"), ("李四", "李*"), ("王", "王"), ("", "")])
def test_a_name_is_masked(name, shown):
    assert rules.masked_name(name) == shown


def test_a_title_is_the_first_sentence():
    assert rules.title_from("话费偏高。请查一下") == "话费偏高"
