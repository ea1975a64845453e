"""Templates, and the checks carried out with them."""

from halls.checks.models.runs import Answer, AnswerPhoto, CheckRun
from halls.checks.models.templates import CheckTemplate, FindingLine, Item, Section, TemplateVersion

__all__ = [
    "Answer",
    "AnswerPhoto",
    "CheckRun",
    "CheckTemplate",
    "FindingLine",
    "Item",
    "Section",
    "TemplateVersion",
]
