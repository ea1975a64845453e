"""The guard in front of a workbook: read from its directory, before anything is unpacked (J01, J04, J05)."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from .faults import Fault
from .values import MIB, Limits

_END = b"PK\x05\x06"
_DIRECTORY_BYTES_PER_ENTRY = 1024
_RATIO_COUNTS_FROM = 100 * 1024
_ENCRYPTED = 0x1
_CHUNK = 64 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, struct.error)

# Parts that carry something other than values, by the beginning of their path.
_FOREIGN_PARTS = {
    "xl/vbaproject.bin": "macros",
    "xl/macrosheets/": "macros",
    "xl/dialogsheets/": "macros",
    "xl/externallinks/": "external_links",
    "xl/connections.xml": "external_links",
    "xl/querytables/": "external_links",
    "xl/embeddings/": "embedded_objects",
    "xl/activex/": "embedded_objects",
}


class Archive:
    """An xlsx file that passed the guard. Parts are read in chunks, never beyond their declared size."""

    def __init__(self, path: Path, limits: Limits) -> None:
        _check_directory(path, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise Fault("broken_archive") from error
        entries = self._zip.infolist()
        self.names = {info.filename.lower().lstrip("/"): info for info in entries}
        if len(self.names) != len(entries):
            raise Fault("broken_archive")
        _check_entries(entries, path.stat().st_size, limits)
        for info in entries:
            _check_name(info, entries)
        for name in self.names:
            for start, code in _FOREIGN_PARTS.items():
                if name.startswith(start):
                    raise Fault(code, part=name)
        self._check_contents(entries)

    def __contains__(self, name: str) -> bool:
        return name.lower().lstrip("/") in self.names

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part's bytes. Raises Fault where the archive lies about it or is damaged."""
        info = self.names.get(name.lower().lstrip("/"))
        if info is None:
            raise Fault("missing_part", part=name)
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except BROKEN as error:
            raise Fault("broken_archive") from error

    def _check_contents(self, entries: list[zipfile.ZipInfo]) -> None:
        """A zip inside the zip, whatever its name, is refused (J01)."""
        for info in entries:
            if info.file_size < 4:
                continue
            try:
                with self._zip.open(info) as part:
                    head = part.read(4)
            except BROKEN as error:
                raise Fault("broken_archive") from error
            if head == b"PK\x03\x04":
                raise Fault("nested_archive", part=info.filename)


def _check_directory(path: Path, limits: Limits) -> None:
    """Entry count and directory size from the end record, before the directory is loaded."""
    size = path.stat().st_size
    with path.open("rb") as file:
        tail = _tail(file, size)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise Fault("broken_archive")
    count, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    most = limits.entries * _DIRECTORY_BYTES_PER_ENTRY
    if count > limits.entries or directory_bytes > most:
        raise Fault("too_many_entries", limit=limits.entries)


def _tail(file: IO[bytes], size: int) -> bytes:
    file.seek(max(0, size - 65_557))
    return file.read()


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise Fault("too_many_entries", limit=limits.entries)
    unpacked = sum(info.file_size for info in entries)
    packed = sum(info.compress_size for info in entries)
    if unpacked > limits.unpacked_bytes:
        raise Fault("unpacked_too_big", limit=limits.unpacked_bytes // MIB, size=unpacked // MIB)
    for file_size, compressed in [(i.file_size, i.compress_size) for i in entries] + [(unpacked, packed)]:
        if file_size > _RATIO_COUNTS_FROM and file_size > limits.unpack_ratio * max(compressed, 1):
            raise Fault("ratio_too_high", limit=limits.unpack_ratio, ratio=file_size // max(compressed, 1))
    ordered = sorted(entries, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in ordered[1:]] + [size]
    for info, end in zip(ordered, ends, strict=True):
        if info.header_offset + 30 + info.compress_size > end:
            raise Fault("broken_archive")


def _check_name(info: zipfile.ZipInfo, entries: list[zipfile.ZipInfo]) -> None:
    name = info.orig_filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name or "\x00" in name:
        raise Fault("entry_outside", part=name)
    if info.flag_bits & _ENCRYPTED:
        raise Fault("encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Fault("broken_archive")
    if name.lower().endswith((".zip", ".xlsx", ".xlsm", ".docx", ".7z", ".rar", ".gz")):
        raise Fault("nested_archive", part=name)
