import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.mail_server import free_port
from tools import releasing
from tools.releasing import LOCK, PINNED


class Advisories(BaseHTTPRequestHandler):
    """Knows one thing about one package."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        queries = json.loads(body)["queries"]
        results = [
            {"vulns": [{"id": self.server.known}]}
            if query["package"] == {"name": "django", "ecosystem": "PyPI"}
            and self.server.known
            else {}
            for query in queries
        ]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(
            json.dumps({"results": results[self.server.left_out :]}).encode()
        )

    def log_message(self, *args):
        pass


@pytest.fixture
def advisories(monkeypatch):
    with HTTPServer(("127.0.0.1", 0), Advisories) as server:
        server.known, server.left_out = "", 0
        monkeypatch.setenv("ADVISORIES_URL", f"http://127.0.0.1:{server.server_port}/")
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_sbom_lists_what_the_lock_holds(tmp_path):
    target = tmp_path / "out" / "sbom.json"

    assert releasing.sbom([str(target)]) == 0

    made = json.loads(target.read_text())
    listed = {(one["name"].lower(), one["version"]) for one in made["components"]}
    locked = {(n.lower(), v) for n, v in PINNED.findall(LOCK.read_text())}
    assert (made["bomFormat"], made["metadata"]["component"]["name"]) == (
        "CycloneDX",
        "crossroads",
    )
    assert listed == locked
    assert all(one["purl"] for one in made["components"])


def test_audit_names_what_is_known(advisories, capsys):
    assert releasing.audit([]) == 0
    advisories.known = "GHSA-made-up"

    assert releasing.audit([]) == 1

    said = capsys.readouterr().out
    assert "Advisories are known for 0 of" in said
    assert "GHSA-made-up" in said


def test_audit_says_that_nothing_was_audited(advisories, monkeypatch, capsys):
    advisories.left_out = 1
    assert releasing.audit([]) == 2
    monkeypatch.setenv("ADVISORIES_URL", f"http://127.0.0.1:{free_port()}/")
    assert releasing.audit([]) == 2

    assert capsys.readouterr().out.count("Nothing was audited") == 2
