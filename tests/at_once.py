"""Several people doing something at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What came of each deed, in their order: what it returned, or what it raised."""
    found: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def do(number: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            found[number] = deed()
        except Exception as raised:  # noqa: BLE001  (the test looks at what it is)
            found[number] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def raised(found: Sequence[Any], kind: type[Exception]) -> list[Any]:
    """Those deeds of which this kind of refusal came."""
    return [each for each in found if isinstance(each, kind)]
