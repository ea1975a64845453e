from importlib import import_module

from django.apps import AppConfig

# Rooms that declare something when imported: a list to export, an owner of files, words of the trail.
DECLARING = ("improvement.actions.exports", "improvement.actions.files", "improvement.words")


class ImprovementConfig(AppConfig):
    name = "improvement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in DECLARING:
            import_module(room)
