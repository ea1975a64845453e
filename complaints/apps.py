from importlib import import_module

from django.apps import AppConfig

# Rooms that declare something when imported: lists to export, sheets to import, owners of files, words of the trail.
DECLARING = (
    "complaints.tickets.files",
    "complaints.tickets.imports",
    "complaints.worklist.exports",
    "complaints.words",
)


class ComplaintsConfig(AppConfig):
    name = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in DECLARING:
            import_module(room)
