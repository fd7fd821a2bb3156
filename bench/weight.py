"""What a first visit transfers: the page and everything that it asks for, compressed where the service does it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from bench.databases import database
from bench.works import plan_of, signed_in

ASKED = re.compile(r'(?:src|href)="/static/([^"]+)"')
IMPORTED = re.compile(r'from "\./([^"]+)"')
KIB = 1024


def weighed() -> Iterator[str]:
    """Lines of the table. The page is sent as it is, static files as gzip (production keeps them so)."""
    with database():
        made = plan_of(60, "draft")
        client = signed_in(made.people.lead)
        for name, address in (("Plan home", ""), ("Recommendation list of 60", "recommendations/")):
            page = client.get(f"/plans/{made.plan.reference}/{address}").content
            files = set(_files(page.decode()))
            size = len(page) + sum(len(gzip.compress(file.read_bytes())) for file in files)
            yield f"| {name}, first visit | {size / KIB:.0f} KiB, {1 + len(files)} requests | 120 KiB |"


def _files(text: str) -> Iterator[Path]:
    """The files that a page asks for, and the modules that its scripts import. Raises where it asks another host."""
    from django.contrib.staticfiles import finders

    assert not re.search(r'(?:src|href)="(?:https?:)?//[^"]*\.(?:css|js|svg|woff2?)', text)
    for name in ASKED.findall(text):
        yield from _with_imports(Path(str(finders.find(name))))


def _with_imports(file: Path) -> Iterator[Path]:
    yield file
    if file.suffix == ".js":
        for name in IMPORTED.findall(file.read_text(encoding="utf-8")):
            yield from _with_imports(file.parent / name)
