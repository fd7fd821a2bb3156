"""How gunicorn serves the service: threads, so that a PDF in the making holds nobody else up."""

import gc
import os
from typing import Any

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 8)
timeout = 60
graceful_timeout = 30
max_requests = 5_000
max_requests_jitter = 500
# No access log: its lines would hold what people searched for.
accesslog = None
errorlog = "-"
# The web server in front says whether the request came by https; only the hosts named here are believed.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def post_worker_init(worker: Any) -> None:
    """Leave out of every search for garbage what was loaded at the start: it took a tenth of a second, now and then."""
    gc.collect()
    gc.freeze()
