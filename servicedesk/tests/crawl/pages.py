"""Reading an answer as a browser would: what could run in it, which forms it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post", "data"}
TYPED = {
    "text",
    "search",
    "tel",
    "email",
    "password",
    "hidden",
    "number",
    "date",
    "datetime-local",
    "month",
    "url",
    "time",
}


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """`harm` names what a browser would run or follow although no template of ours says so."""

    def __init__(self, body: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.harm: list[str] = []
        self.forms: list[Form] = []
        self._in_form = False
        self.feed(body.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look_for_harm(tag, given)
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
            self._in_form = True
        elif self._in_form and name and name != "csrfmiddlewaretoken":
            fields = self.forms[-1].fields
            if tag == "textarea" or (tag == "input" and given.get("type", "text") in TYPED):
                fields[name] = "typed"
            elif tag == "select" or (tag == "input" and given.get("type") in {"radio", "checkbox"}):
                fields.setdefault(name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_form = self._in_form and tag != "form"

    def _look_for_harm(self, tag: str, given: dict[str, str]) -> None:
        where = f"<{tag} {given}>"[:200]
        if any(name.startswith("on") for name in given):
            self.harm.append(f"a handler: {where}")
        if "style" in given or tag == "style":
            self.harm.append(f"an inline style: {where}")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.harm.append(f"an inline script: {where}")
        if tag in {"iframe", "object", "embed", "base"} or given.get("src") == "x":
            self.harm.append(f"a foreign element: {where}")
        for name in ADDRESSES & given.keys():
            if given[name].strip().lower().startswith(("javascript:", "vbscript:", "//", "http:", "https:")):
                self.harm.append(f"an address that leads out: {where}")
