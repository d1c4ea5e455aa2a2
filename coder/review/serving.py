"""The page's application -> a server on this machine, or on the address that somebody named: the only place that listens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from coder.errors import StudyError

if TYPE_CHECKING:
    from starlette.applications import Starlette

LOOPBACK = "127.0.0.1"


def serve(application: Starlette, host: str, ready: Callable[[str], None]) -> None:
    """Listen on a free port of `host` until the program is stopped; `ready` is told the address.

    Raises
    ------
    StudyError
        When nothing can listen there.
    """
    import uvicorn

    config = uvicorn.Config(application, host=host, port=0, log_config=None, access_log=False, server_header=False, ws="none")
    remarks = logging.getLogger("uvicorn.error")
    remarks.disabled = True  # what cannot be bound is told below, in our words
    try:
        listening = config.bind_socket()
    except (SystemExit, OSError):
        raise StudyError(
            f"--host {host}: this machine has no such address: name the one under which colleagues reach it"
        ) from None
    finally:
        remarks.disabled = False
    listening.listen()  # whoever comes before the server runs waits for it
    ready(f"http://{host}:{listening.getsockname()[1]}")
    uvicorn.Server(config).run(sockets=[listening])
