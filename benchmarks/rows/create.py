"""Registering a ticket by the form: clock, number, history, audit chain, search words; requests a second."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from benchmarks.bench import Bench
from benchmarks.figures import Section, in_words, median
from benchmarks.sites import PRODUCT, Browser, served

POSTS = 60
CLIENTS = 4
FORM = "/complaints/new/"


def measure(bench: Bench) -> Section:
    section = Section("create")
    place = bench.databases.copy(bench.databases.postgresql(bench.smaller), "bench_create")
    cookie = place.work("visit")["cookie"]
    with served(place, PRODUCT) as port:
        alone = [post(browser, number) for browser in [ready(Browser(port, cookie))] for number in range(POSTS + 5)][5:]
        section.say("POST of a filled form, one client, p50", in_words(median(alone)))
        section.say("one client, POST alone", f"{1 / median(alone):.1f} tickets/s")
        browsers = [ready(Browser(port, cookie)) for _ in range(CLIENTS)]
        begun = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda browser: [post(browser, number) for number in range(POSTS)], browsers))
        rate = CLIENTS * POSTS / (time.perf_counter() - begun)
        section.say(f"{CLIENTS} clients, the form fetched before each POST", f"{rate:.1f} tickets/s")
    bench.databases.drop(place)
    return section


def ready(browser: Browser) -> Browser:
    """After this one knows the form's token."""
    browser.get(FORM)
    return browser


def post(browser: Browser, number: int) -> float:
    """Seconds of the POST alone; the form is fetched anew each time, as a person would."""
    page = browser.get(FORM).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<input[^>]* name="(form_key)"[^>]* value="([^"]*)"', page))
    fields |= {name: value for value, name in re.findall(r'<input[^>]* value="([^"]*)"[^>]* name="(form_key)"', page)}
    fields |= {
        "channel": "hotline", "unit": "B01-1-1", "customer_level": "ordinary", "customer_class": "normal",
        "phone": f"139{number:08d}", "customer_name": "王小明", "subject": "宽带无法上网",
        "text": f"客户反映宽带无法上网，要求尽快处理，第{number}件。",
    }  # fmt: skip
    answer = browser.post(FORM, urlencode(fields))
    if answer.status != 302:
        refusals = re.findall(r"invalid-feedback[^<]*<[^<]*", answer.text)
        raise SystemExit(f"the form answered {answer.status}: {refusals[:3]}")
    return answer.seconds
