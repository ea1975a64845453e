from importlib import import_module

from django.apps import AppConfig

# Rooms that declare something when they are imported: scopes, words of the trail, sheets, lists to export.
DECLARING = (
    "org.access.scopes",
    "org.words",
    "org.units.webhooks",
    "org.people.imports",
    "org.customers.imports",
    "org.calendar.imports",
    "org.units.exports",
    "org.people.exports",
    "org.customers.exports",
)


class OrgConfig(AppConfig):
    name = "org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in DECLARING:
            import_module(room)
