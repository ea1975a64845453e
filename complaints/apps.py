from importlib import import_module

from django.apps import AppConfig

# Rooms that declare something when imported: a part of addresses, lists to export, sheets to import, owners of files,
# what subjects add to a ticket, words of the trail.
DECLARING = (
    "complaints.tickets.numbers",
    "complaints.clocks.kinds",
    "complaints.tickets.files",
    "complaints.tickets.viewers",
    "complaints.counters.wiring",
    "complaints.tickets.imports",
    "complaints.clocks.wiring",
    "complaints.casework.wiring",
    "complaints.tags.wiring",
    "complaints.escalation.wiring",
    "complaints.escalation.tasks",
    "complaints.principles.wiring",
    "complaints.remedies.wiring",
    "complaints.responsibility.wiring",
    "complaints.worklist.exports",
    "complaints.worklist.saved.wiring",
    "complaints.words",
    "complaints.callbacks.wiring",
    "complaints.promises.wiring",
    "complaints.promises.tasks",
    "complaints.fieldorders.wiring",
    "complaints.gates.wiring",
    "complaints.gates.tasks",
    "complaints.batches.wiring",
    "complaints.batches.exports",
    "complaints.batches.tasks",
    "complaints.detection.wiring",
    "complaints.detection.exports",
    "complaints.detection.tasks",
    "complaints.cadence.wiring",
    "complaints.cadence.tasks",
    "complaints.reports.wiring",
    "complaints.bulk.wiring",
    "complaints.bulk.exports",
    "complaints.bulk.tasks",
)


class ComplaintsConfig(AppConfig):
    name = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in DECLARING:
            import_module(room)
