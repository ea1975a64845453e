from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tree(TextChoices):
    PRODUCT = "product", _("Product")
    PHENOMENON = "phenomenon", _("Phenomenon")
    CAUSE = "cause", _("Cause")


DEPTH: dict[Tree, int] = {Tree.PRODUCT: 2, Tree.PHENOMENON: 3, Tree.CAUSE: 5}
