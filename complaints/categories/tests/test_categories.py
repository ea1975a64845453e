from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from complaints.categories.choices import DEPTH, Tree
from complaints.categories.models import Category
from complaints.categories.seed import SEEDS
from complaints.categories.services import (
    CannotAddCategory,
    CannotChangeCategory,
    add_category,
    offer_category,
    plant_seeds,
    rename_category,
)
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def test_the_seeds_are_planted_once():
    first = plant_seeds(by=None, now=A_MONDAY)
    assert first == Category.objects.count()
    assert plant_seeds(by=None, now=A_MONDAY) == 0


def test_the_seeds_hold_the_causes_that_the_source_names():
    plant_seeds(by=None, now=A_MONDAY)
    names = set(Category.objects.of(Tree.CAUSE).values_list("name", flat=True))
    assert {
        "家庭网强制加入", "亲情网/虚拟网不知情开通", "充值送油解释错误", "业务解释或办理差错",
        "新入网话费返充时间", "未及时办理", "号码资料不正确", "解释差错",
    } <= names  # fmt: skip


@pytest.mark.parametrize("tree", Tree)
def test_no_seed_stands_deeper_than_its_tree(tree):
    def depth(seed):
        return 1 + max(map(depth, seed.below), default=0)

    assert max(map(depth, SEEDS[tree])) <= DEPTH[tree]


def test_a_path_leads_from_the_top():
    top = a_category("自有业务差错")
    below = a_category("解释差错", under=top)
    assert below.path.startswith(top.path)
    assert (top.level, below.level) == (1, 2)
    assert list(Category.objects.at_or_below(top).order_by("path")) == [top, below]


def test_a_tree_ends_at_its_depth():
    top = a_category("新业务", tree=Tree.PRODUCT)
    below = a_category("家庭网", tree=Tree.PRODUCT, under=top)
    with pytest.raises(CannotAddCategory):
        a_category("更细", tree=Tree.PRODUCT, under=below)


def test_a_category_hangs_only_in_its_own_tree():
    with pytest.raises(CannotAddCategory):
        a_category("家庭网", tree=Tree.CAUSE, under=a_category("新业务", tree=Tree.PRODUCT))


def test_a_code_is_used_once_in_a_tree_but_again_in_another():
    a_category("甲", code="K1")
    with pytest.raises(CannotAddCategory):
        a_category("乙", code="K1")
    add_category(tree=Tree.PRODUCT, code="K1", name="丙", by=None, now=A_MONDAY)


def test_withdrawing_takes_those_below_along_and_old_tickets_keep_theirs():
    top = a_category("自有业务差错")
    below = a_category("解释差错", under=top)
    complaint = a_complaint(cause=below)
    offer_category(category=top, offered=False, version=1, by=None, now=A_MONDAY)
    assert not Category.objects.of(Tree.CAUSE).offered().exists()
    complaint.refresh_from_db()
    assert complaint.cause == below
    below.refresh_from_db()
    with pytest.raises(CannotChangeCategory):
        offer_category(category=below, offered=True, version=2, by=None, now=A_MONDAY)


def test_a_name_is_never_empty():
    with pytest.raises(CannotChangeCategory):
        rename_category(category=a_category(), name=" ", version=1, by=None, now=A_MONDAY)


def test_everybody_reads_the_trees_and_the_service_manager_changes_them():
    branch = a_unit()
    category = a_category("解释差错", code="K1")
    reader, manager = Client(), Client()
    reader.force_login(a_person(Role.HANDLER, at=branch))
    manager.force_login(a_person(Role.SERVICE_MANAGER, at=branch))
    assert reader.get(reverse("categories")).status_code == 200
    assert reader.get(reverse("category_new", args=["cause"])).status_code == 403
    assert reader.post(reverse("category_offer", args=["cause", "K1"]), {"offered": "0"}).status_code == 403
    manager.post(reverse("category_edit", args=["cause", "K1"]), {"name": "解释有误", "version": "1"})
    manager.post(reverse("category_new", args=["cause"]), {"name": "口径不一", "code": "K2", "parent": "K1"})
    manager.post(reverse("category_offer", args=["cause", "K1"]), {"offered": "0", "version": "2"})
    category.refresh_from_db()
    assert (category.name, category.is_active) == ("解释有误", False)
    assert Category.objects.get(code="K2").parent == category


@pytest.mark.parametrize("wrong", [{"code": ""}, {"code": "K 1"}, {"code": "<b>"}, {"name": ""}, {"parent": "NOWHERE"}])
def test_a_wrong_category_is_not_added(wrong):
    client = Client()
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit()))
    said = {"name": "口径不一", "code": "K9", "parent": ""} | wrong
    assert client.post(reverse("category_new", args=["cause"]), said).status_code == 400
    assert not Category.objects.exists()


def test_a_category_that_somebody_else_changed_meanwhile_is_not_written_over(client):
    """C15: 409 with how it stands now and what was typed."""
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit()))
    category = a_category("解释差错", code="K1")
    rename_category(category=category, name="解释有误", version=1, by=None, now=A_MONDAY)
    edit, offer = (reverse(name, args=["cause", "K1"]) for name in ("category_edit", "category_offer"))
    answer = client.post(edit, {"name": "口径不一", "version": "1"})
    assert answer.status_code == 409
    assert all(words in answer.content.decode() for words in ("解释有误", "口径不一"))
    assert client.post(offer, {"offered": "0", "version": "1"}).status_code == 409
    for nothing in ({"offered": "0"}, {"version": "2"}, {"offered": "maybe", "version": "2"}):
        assert client.post(offer, nothing).status_code == 400
    category.refresh_from_db()
    assert (category.name, category.is_active, category.version) == ("解释有误", True, 2)
    assert client.post(edit, {"name": "口径不一", "version": "2"}).status_code == 302
