"""Streaming XML for parts of a workbook: flat memory, no document type, no entities (J03).

expat directly, because one pass over 60 MB must stay within the CPU limit and a tree
within the memory limit; a document type declaration, which every XML bomb and external
entity needs, is refused before it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from .faults import Fault

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]
_BUFFER = 64 * 1024


class Enough(Exception):
    """Raised by a handler that has seen what it came for; ends the scan quietly."""


def scan(
    chunks: Iterable[bytes],
    part: str,
    *,
    start: Start | None = None,
    end: End | None = None,
    text: Text | None = None,
) -> None:
    """Runs the handlers over a part. Names are passed without their namespace prefix.

    Raises Fault for a document type declaration and for XML that is not well formed.
    """
    parser = parser_for(part)
    if start:
        parser.StartElementHandler = lambda name, attrs: start(local(name), attrs)
    if end:
        parser.EndElementHandler = lambda name: end(local(name))
    if text:
        parser.CharacterDataHandler = text
    feed(parser, chunks, part)


def parser_for(part: str) -> expat.XMLParserType:
    """A parser that refuses document types."""

    def refuse(*_args: object) -> int:
        raise Fault("xml_doctype", part=part)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes], part: str) -> None:
    """Parses all chunks; stops early on Enough."""
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, UnicodeError, LookupError, ValueError) as error:
        raise Fault("broken_xml", part=part) from error


def local(name: str) -> str:
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]
