"""The loop to be measured against: the same calls, as many threads, every answer thrown away."""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

LOCAL = threading.local()


def main(url: str, token_url: str, secrets: dict[str, str], calls: str, threads: int) -> None:
    form = {"grant_type": "account_credentials", "account_id": secrets["account_id"]}
    login = (secrets["client_id"], secrets["client_secret"])
    certificates = os.environ.get("REQUESTS_CA_BUNDLE") or True
    answer = requests.post(token_url, data=form, auth=login, timeout=30, verify=certificates)
    token = answer.json()["access_token"]

    def get(path: str) -> None:
        if not hasattr(LOCAL, "session"):
            LOCAL.session = requests.Session()
            LOCAL.session.headers["Authorization"] = f"Bearer {token}"
            LOCAL.session.verify = certificates
        answer = LOCAL.session.get(url + path, timeout=30)
        # A host without webinars is answered 400; anything else would be another run than ours.
        if answer.status_code not in {200, 400}:
            answer.raise_for_status()

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(get, json.loads(Path(calls).read_text(encoding="utf-8"))):
            pass


main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
