"""The acts of intake; also from outside this app."""

from halls.intake.services.settling import settle_days
from halls.intake.services.writing import NewVisit, Stretch, renew_visits, write_visits

__all__ = ["NewVisit", "Stretch", "renew_visits", "settle_days", "write_visits"]
