from importlib import import_module

from django.apps import AppConfig

# Rooms that declare something when imported.
DECLARING: tuple[str, ...] = (
    "halls.intake.imports",
    "halls.intake.exports",
    "halls.intake.words",
    "halls.words",
    "halls.waiting.exports",
    "halls.crossing.words",
    "halls.losses.exports",
    "halls.checks.exports",
    "halls.book.words",
    "halls.book.exports",
    "halls.checks.wiring",
    "halls.rush.words",
    "halls.findings.wiring",
    "halls.desks.words",
    "halls.desks.exports",
    "halls.agents.words",
    "halls.agents.imports",
    "halls.agents.exports",
    "halls.staffing.words",
    "halls.staffing.exports",
    "halls.rosters.words",
    "halls.rosters.exports",
    "halls.stationing.words",
    "halls.stationing.exports",
    "halls.stationing.imports",
    "halls.spottests.words",
    "halls.shops.words",
    "halls.archive.imports",
    "halls.spottests.exports",
)


class HallsConfig(AppConfig):
    name = "halls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in DECLARING:
            import_module(room)
