"""Makes locale/zh_Hant from locale/zh_Hans with OpenCC: Taiwan's standard, with its phrases."""

from __future__ import annotations

from pathlib import Path

import polib
from opencc import OpenCC

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def traditional(text: str, converter: OpenCC) -> str:
    """`text` in Traditional Chinese; placeholders are ASCII and stay as they are."""
    return converter.convert(text)


def main() -> None:
    converter = OpenCC("s2twp")
    catalogue = polib.pofile(str(LOCALE / "zh_Hans/LC_MESSAGES/django.po"), wrapwidth=0)
    for entry in catalogue:
        entry.msgstr = traditional(entry.msgstr, converter)
        entry.msgstr_plural = {n: traditional(text, converter) for n, text in entry.msgstr_plural.items()}
    catalogue.metadata["Language"] = "zh_Hant"
    target = LOCALE / "zh_Hant/LC_MESSAGES/django.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(target))


if __name__ == "__main__":
    main()
