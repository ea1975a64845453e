from importlib import import_module

from django.apps import AppConfig


class KpiConfig(AppConfig):
    name = "kpi"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the kinds of sheet this app imports, where imports lead to, and the words of the trail."""
        import_module("kpi.targets.imports")
        import_module("kpi.reports.links")
        import_module("kpi.words")
