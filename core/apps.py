from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from django.apps import AppConfig, apps

from core.field_words import put_into_fields

# Rooms that declare things when they are imported: kinds of job and notice.
DECLARING = ("services", "tasks")


put_into_fields()


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("core.words")
        """Import the declaring rooms of every subject, so that web and workers know the same kinds."""
        house = Path(self.path).parent
        for config in apps.get_app_configs():
            if Path(config.path).parent != house:
                continue
            for subject in iter_modules([config.path]):
                for room in DECLARING:
                    if subject.ispkg and find_spec(f"{config.name}.{subject.name}.{room}"):
                        import_module(f"{config.name}.{subject.name}.{room}")
