"""What mystery rounds say to machines and take from them; who may read what is asked in api."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from halls.shops import rules
from halls.shops.choices import Crowd, DayPart, Verdict
from halls.shops.models import ShopRound, ShopRule, ShopVisit
from halls.shops.presenter import shopper_of

POINTS: dict[str, Any] = {"max_digits": 6, "decimal_places": 2, "min_value": 0, "max_value": 100}


class ShopRuleSerializer(serializers.Serializer[ShopRule]):
    valid_from = serializers.DateField()
    revision_hours = serializers.IntegerField(min_value=1, max_value=24 * 30)
    outlier_line = serializers.DecimalField(**POINTS)
    appeal_days = serializers.IntegerField(min_value=1, max_value=365)
    revisit_days = serializers.IntegerField(min_value=1, max_value=365)
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]  # a field's own argument has that name


class ShopRoundSerializer(serializers.Serializer[ShopRound]):
    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    template = serializers.IntegerField(source="template_id")
    name = serializers.CharField(max_length=rules.NAME_MOST)
    opens_on = serializers.DateField()
    due_on = serializers.DateField()
    state = serializers.CharField(read_only=True)
    notice_on = serializers.DateField(read_only=True)
    notice_words = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class ShopNoticeSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)
    notice_on = serializers.DateField()
    notice_words = serializers.CharField(max_length=rules.TASK_MOST)


class ShopBeginSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)
    words = serializers.CharField(max_length=rules.WORDS_MOST, required=False, allow_blank=True, default="")


class ShopWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=rules.WORDS_MOST, required=False, allow_blank=True, default="")


class ShopResultSerializer(serializers.Serializer[ShopVisit]):
    """What a hall sees; `shopper` is a nickname before whoever does not run the round."""

    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="hall.code", max_length=40)
    shopper = serializers.SerializerMethodField()
    check = serializers.CharField(source="run.number", read_only=True, default=None)
    score = serializers.DecimalField(source="run.score", max_digits=6, decimal_places=2, read_only=True, default=None)
    first_score = serializers.DecimalField(
        source="run.first_score", max_digits=6, decimal_places=2, read_only=True, default=None
    )
    published_at = serializers.DateTimeField(read_only=True)
    appeal_until = serializers.DateField(read_only=True)

    def get_shopper(self, visit: ShopVisit) -> str:
        return shopper_of(visit, self.context["request"].user)


class ShopVisitSerializer(ShopResultSerializer):
    nickname = serializers.CharField(max_length=20)
    day_part = serializers.ChoiceField(choices=DayPart.choices)
    crowd = serializers.ChoiceField(choices=Crowd.choices)
    task = serializers.CharField(max_length=rules.TASK_MOST)
    stage = serializers.CharField(read_only=True)
    revise_until = serializers.DateTimeField(read_only=True)


class ShopAssignSerializer(serializers.Serializer[Any]):
    hall = serializers.CharField(max_length=40)
    shopper = serializers.CharField(max_length=32)
    nickname = serializers.CharField(max_length=20)
    day_part = serializers.ChoiceField(choices=DayPart.choices)
    crowd = serializers.ChoiceField(choices=Crowd.choices)
    task = serializers.CharField(max_length=rules.TASK_MOST)


class MineSerializer(serializers.Serializer[ShopVisit]):
    """A shopper's own visit: the task, and how far it is."""

    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="hall.code", read_only=True)
    nickname = serializers.CharField(read_only=True)
    day_part = serializers.CharField(read_only=True)
    crowd = serializers.CharField(read_only=True)
    task = serializers.CharField(read_only=True)
    opens_on = serializers.DateField(source="round_of.opens_on", read_only=True)
    due_on = serializers.DateField(source="round_of.due_on", read_only=True)
    stage = serializers.CharField(read_only=True)
    check = serializers.CharField(source="run.number", read_only=True, default=None)
    revise_until = serializers.DateTimeField(read_only=True)


class ClaimSerializer(serializers.Serializer[Any]):
    item = serializers.IntegerField(min_value=1)
    words = serializers.CharField(max_length=rules.WORDS_MOST)


class ShopAppealSerializer(serializers.Serializer[Any]):
    claims = ClaimSerializer(many=True)


class DecidedSerializer(serializers.Serializer[Any]):
    item = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=[(one.value, one.label) for one in (Verdict.GRANTED, Verdict.REFUSED)])
    lost = serializers.DecimalField(**POINTS, required=False, allow_null=True, default=None)
    words = serializers.CharField(max_length=rules.WORDS_MOST)


class ShopDecideSerializer(serializers.Serializer[Any]):
    items = DecidedSerializer(many=True)


class LostSerializer(serializers.Serializer[Any]):
    item = serializers.IntegerField(min_value=1)
    lost = serializers.DecimalField(**POINTS)


class ShopCorrectSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=rules.WORDS_MOST)
    items = LostSerializer(many=True)
