"""The simulated server does what a web server does with an operator's files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import requests

from hardener.sandbox import SeedError, serve
from hardener_jitsi.simulator import JitsiSimulator
from hardener_jitsi.simulator.shapes import container, library


def test_a_file_on_debian_is_served_as_it_is_now_with_what_nginx_fills_in() -> None:
    seed = library()
    app = JitsiSimulator.from_seed(seed, clock=time.time)
    with serve(app) as server:
        options, secrets = server.connection(seed)
        assert not secrets
        text = requests.get(f"{server.url}/config.js", timeout=5).text
        assert "var subdomain = '';" in text
        Path(str(options["folder"]), str(options["file"])).write_text("var config = {};")
        assert requests.get(f"{server.url}/tenant/config.js", timeout=5).text == "var config = {};"
        assert requests.get(f"{server.url}/nothing", timeout=5).status_code == 404
        assert requests.post(f"{server.url}/config.js", timeout=5).status_code == 404


def test_a_container_serves_what_was_there_when_it_started() -> None:
    seed = container("config.a = 1;\n")
    app = JitsiSimulator.from_seed(seed, clock=time.time)
    with serve(app) as server:
        options, _ = server.connection(seed)
        file = Path(str(options["folder"]), str(options["file"]))
        file.write_text("config.a = 2;\n")
        assert requests.get(f"{server.url}/config.js", timeout=5).text.endswith("config.a = 1;\n")
        app.restart()
        assert requests.get(f"{server.url}/config.js", timeout=5).text.endswith("config.a = 2;\n")


def test_a_host_may_answer_every_path_with_a_page() -> None:
    seed = {**library(), "page_for_all": True, "interface": None}
    with serve(JitsiSimulator.from_seed(seed, clock=time.time)) as server:
        answer = requests.get(f"{server.url}/interface_config.js", timeout=5)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")


def test_a_seed_that_says_something_else_is_refused() -> None:
    with pytest.raises(SeedError, match="servers"):
        JitsiSimulator.from_seed({"config": "", "servers": 2}, clock=time.time)
