"""The reports about complaints by the code in their address."""

from __future__ import annotations

TIMELINESS, SATISFACTION, ON_SITE = "timeliness", "satisfaction", "on-site"
REOPENED, CAUSES = "reopened", "causes"
CODES = (TIMELINESS, SATISFACTION, ON_SITE, REOPENED, CAUSES)
