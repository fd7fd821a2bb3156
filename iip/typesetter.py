"""The process that a PDF is typeset in: it starts at once, holds up nobody, and takes its memory with it."""

import gc
import logging
import sys
import warnings
from multiprocessing import get_context
from multiprocessing.connection import Connection

from iip.logs import LineFormatter

LONGEST = 300  # seconds: the largest plan takes far less
PDF = b"%PDF-"  # how each begins, and no sentence of ours
logger = logging.getLogger(__name__)

# Each is forked from a process that has loaded the typesetter and nothing else, so no thread or connection of ours
# comes along, and what takes half a second to load is loaded once.
processes = get_context("forkserver")
processes.set_forkserver_preload(["__main__", "iip.typesetting"])


class NotMade(RuntimeError):
    """There is no PDF; why is in the log, in words of ours."""


def make_pdf(html: str, *, title: str, language: str = "en-GB") -> bytes:
    """Return what `iip.typesetting.typeset` makes of a whole HTML document. Raises NotMade."""
    made = _asked((html, title, language))
    if made.startswith(PDF):
        return made
    logger.error("No PDF was made: %s", made.decode())
    raise NotMade(made.decode())


def _asked(document: tuple[str, str, str]) -> bytes:
    """The PDF, or why there is none."""
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_answer, args=(theirs,), daemon=True)
    try:
        with ours:
            with theirs:
                process.start()
            ours.send(document)
            if ours.poll(LONGEST):
                return ours.recv_bytes()
            process.kill()
            return f"it took longer than {LONGEST} seconds.".encode()
    except (EOFError, OSError):
        return b"its process ended before it was done, or did not start; Pango may be missing."
    finally:
        if process.pid:
            process.join()
        process.close()


def _answer(asked: Connection) -> None:
    """What the process does: send back the PDF of what it is sent, or what went wrong."""
    from iip import typesetting

    logging.disable()  # messages and warnings quote the document, which is OFFICIAL-SENSITIVE
    warnings.simplefilter("ignore")
    gc.disable()  # a fifth of the time: of hundreds of thousands of objects most are needed to the end
    try:
        html, title, language = asked.recv()
        asked.send_bytes(typesetting.typeset(html, title=title, language=language))
    except typesetting.NoFont as error:
        asked.send_bytes(str(error).encode())
    except Exception:
        asked.send_bytes(LineFormatter().formatException(sys.exc_info()).encode())
