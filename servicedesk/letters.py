"""kombu's filesystem transport with whole messages.

kombu writes a message in place and its reader takes no lock, so now and then a reader meets half
a message (4 of 1,500 with two writers, kombu 5.7.0); the JSON error then ends the worker with every
job in it. Here a message appears under its name only when it is complete,
and one that is broken all the same counts as lost, which the sweeper makes good.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

NAME = "letters"


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_more: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        unfinished = folder / f"{uuid.uuid4()}.part"
        unfinished.write_text(dumps(payload), "utf-8")
        os.replace(unfinished, folder / f"{time.time_ns() // 1_000_000}_{unfinished.stem}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:
            raise Empty from None


class Transport(filesystem.Transport):
    Channel = Channel


def install(folder: Path, *, queue: str) -> dict[str, Any]:
    """Make the transport known, and its folders ready. Gives the options that name them.

    The binding of the queue is written here, whole, for the same reason as messages are.
    """
    TRANSPORT_ALIASES[NAME] = f"{Transport.__module__}:{Transport.__name__}"
    messages, control = folder / "letters", folder / "control"
    messages.mkdir(parents=True, exist_ok=True)
    control.mkdir(exist_ok=True)
    binding = control / f"{queue}.exchange"
    if not binding.exists():
        unfinished = control / f"{uuid.uuid4()}.part"
        unfinished.write_text(dumps([[queue, "", queue]]), "utf-8")
        os.replace(unfinished, binding)
    return {"data_folder_in": str(messages), "data_folder_out": str(messages), "control_folder": str(control)}
