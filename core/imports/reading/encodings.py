"""Which encoding a text file is in (J11, J12): proof first, then a score, then a question."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .faults import Fault, Question
from .hanzi import COMMON

CHUNK = 256 * 1024
SAMPLE = 256 * 1024
PLAUSIBLE = 0.45
UTF8 = ("utf-8", "utf-8-sig", "utf-16")
# One entry per family: the first member that decodes the whole file stands for it.
FAMILIES = (("gb18030",), ("cp950", "big5hkscs"), ("latin-1",))
KNOWN = (*UTF8, "gb18030", "cp950", "big5hkscs", "big5", "latin-1", "cp1252")

_HIGH_RUN = re.compile("[\x80-\xff]+")
_LATIN_LETTER = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\xff]")


@dataclass(frozen=True)
class Candidate:
    """An encoding that can decode the file. `hits` counts expected headings outside ASCII."""

    encoding: str
    plausibility: float
    hits: int

    @property
    def fits(self) -> bool:
        return self.hits > 0 or self.plausibility >= PLAUSIBLE


def certain(path: Path) -> str | None:
    """The encoding where the bytes prove it: a byte order mark, or strict UTF-8."""
    with path.open("rb") as file:
        head = file.read(CHUNK)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Fault("unknown_encoding")
    if head.startswith(codecs.BOM_UTF8):
        _require(path, "utf-8-sig")
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _require(path, "utf-16")
        return "utf-16"
    if b"\x00" in head:
        raise Fault("nul_character", row=head[: head.index(b"\x00")].count(b"\n") + 1)
    return "utf-8" if decodes(path, "utf-8") else None


def decodes(path: Path, encoding: str) -> bool:
    """Whether every byte of the file is valid in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def candidates(path: Path, count_hits: Callable[[str, str], int]) -> tuple[Candidate, ...]:
    """Every encoding that can decode the file, best first.

    `count_hits(encoding, text)` says how many headings outside ASCII the text's header holds.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    found = []
    for family in FAMILIES:
        encoding = next((name for name in family if decodes(path, name)), None)
        if encoding == "latin-1" and re.search(rb"[\x80-\x9f]", sample) and decodes(path, "cp1252"):
            encoding = "cp1252"
        if encoding:
            text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
            latin = encoding in ("latin-1", "cp1252")
            score = latin_share(text) if latin else common_share(text)
            found.append(Candidate(encoding, score, count_hits(encoding, text)))
    found.sort(key=lambda c: (c.hits, c.plausibility), reverse=True)
    return tuple(found)


def settle(path: Path, count_hits: Callable[[str, str], int]) -> tuple[str, bool]:
    """The file's encoding and whether it is proven. Raises Question unless exactly one fits."""
    proven = certain(path)
    if proven:
        return proven, True
    found = candidates(path, count_hits)
    fitting = [c.encoding for c in found if c.fits]
    if len(fitting) == 1:
        return fitting[0], False
    if not found:
        raise Fault("unknown_encoding")
    raise Question("encoding", tuple(c.encoding for c in found))


def common_share(text: str) -> float:
    """Share of a text's characters outside ASCII that Chinese service texts are made of.

    Half-width katakana, private use and rare characters, which the wrong table yields, lower it.
    """
    foreign = [char for char in text if char > "\x7f"]
    return sum(1 for char in foreign if char in COMMON) / len(foreign) if foreign else 0.0


def latin_share(text: str) -> float:
    """Share of runs of high bytes that are one or two accented letters, as in European names."""
    runs = _HIGH_RUN.findall(text)
    good = sum(1 for run in runs if len(run) <= 2 and _LATIN_LETTER.search(run))
    return good / len(runs) if runs else 0.0


def _require(path: Path, encoding: str) -> None:
    """A byte order mark is a promise; bytes that break it are named with their line."""
    if not decodes(path, encoding):
        raise Fault("broken_encoding", row=first_bad_line(path, encoding), encoding=encoding)


def first_bad_line(path: Path, encoding: str) -> int:
    """The 1-based line in which the first undecodable byte stands."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                good = bytes(error.object[: error.start])
                return line + good.decode(encoding, "ignore").count("\n")
    return line
