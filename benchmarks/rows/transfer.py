"""What a browser with an empty cache fetches for a page."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Section
from benchmarks.sites import PRODUCT, Browser, page_weight, served

KIB = 1024
MOST = {"worklist": 250, "ticket": 250, "month report": 700}


def measure(bench: Bench) -> Section:
    section = Section("transferred bytes")
    place = bench.databases.postgresql(bench.smaller)
    number = place.work("long_ticket", entries=60)["number"]
    paths = {"worklist": "/complaints/", "ticket": f"/complaints/{number}/", "month report": "/kpi/report/2026-09/"}
    cookie = place.work("visit")["cookie"]
    place.manage("collectstatic", "--no-input", "--verbosity", "0", HASHED_STATIC="yes")
    for hashed, how in (("yes", "as in production (hashed names, gzip)"), ("no", "as script/server serves them")):
        with served(place, PRODUCT, HASHED_STATIC=hashed) as port:
            browser = Browser(port, cookie)
            for name, path in paths.items():
                weights = page_weight(browser, path)
                whole = sum(weights.values()) / KIB
                what, words = f"{name}, {how}", f"{whole:.0f} KB in {len(weights)} answers"
                section.bound(what, whole, words, most=MOST[name], target=f"<= {MOST[name]} KB")
                if hashed == "yes":
                    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:4]
                    listed = ", ".join(f"`{address.split('?')[0]}` {size / KIB:.0f}" for address, size in heaviest)
                    section.notes.append(f"{name}: {listed} KB")
    section.notes.append(
        "Bodies and headers of the page and of every style, script and icon sheet it names, nothing cached."
    )
    return section
