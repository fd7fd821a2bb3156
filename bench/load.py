"""gunicorn under load on this machine: 2 processes, 8 clients, on the loopback alone. The clients take their share."""

import http.client
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from bench.databases import database, run, served
from bench.works import plan_of, signed_in

CLIENTS, SECONDS = 8, 8
Times = list[float]


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def gunicorn(env: dict[str, str]) -> Iterator[int]:
    """The service as docs/operations.md starts it, on a port of its own."""
    port = free_port()
    command = ["-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "iip.wsgi"]
    server = subprocess.Popen([sys.executable, *command], env=env, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with closing(socket.socket()) as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


class Visitor:
    """One client that keeps its connection, as a browser does."""

    def __init__(self, port: int, cookie: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = cookie

    def ask(self, path: str) -> float:
        """How long a page takes, in seconds."""
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        page = self.connection.getresponse()
        page.read()
        assert page.status == 200, (path, page.status)
        return time.perf_counter() - began

    def ask_until(self, path: str, end: float, times: Times) -> None:
        while time.perf_counter() < end:
            times.append(self.ask(path))


def under_load(port: int, cookie: str, path: str) -> Times:
    """How long each request takes while every client asks for one page after the other."""
    times: Times = []
    end = time.perf_counter() + SECONDS
    clients = [
        threading.Thread(target=Visitor(port, cookie).ask_until, args=(path, end, times)) for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return times


def beside_two_pdfs(port: int, cookie: str, page: str, pdf: str) -> Times:
    """How long a page takes for one person while two others have a PDF made."""
    times: Times = []
    makers = [threading.Thread(target=Visitor(port, cookie).ask, args=(pdf,)) for _ in range(2)]
    visitor = Visitor(port, cookie)
    for maker in makers:
        maker.start()
    while any(maker.is_alive() for maker in makers):
        times.append(visitor.ask(page))
    return times


def p95(times: Times) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000


def loaded() -> Iterator[str]:
    """Lines of the table."""
    with database():
        made = plan_of(60)
        client = signed_in(made.people.lead)
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        run("manage.py", "createcachetable", env=served())
        home = f"/plans/{made.plan.reference}/"
        with gunicorn(served()) as port:
            for path in (home, f"{home}versions/1/export/pdf", home):
                Visitor(port, cookie).ask(path)
            for name, path, goal in (
                ("Plan home", home, "120 a second, p95 120 ms"),
                ("Recommendation list of 60", f"{home}recommendations/", "60 a second, p95 250 ms"),
            ):
                times = under_load(port, cookie, path)
                found = f"{len(times) / SECONDS:.0f} a second, p95 {p95(times):.0f} ms"
                yield f"| {name}, {CLIENTS} clients | {found} | {goal} |"
            times = beside_two_pdfs(port, cookie, home, f"{home}versions/1/export/pdf")
            yield f"| Plan home while two PDFs are made | p95 {p95(times):.0f} ms | 250 ms |"
