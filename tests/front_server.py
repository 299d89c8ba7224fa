"""The site on production settings behind the very front servers that docs/ shows."""

import contextlib
import getpass
import http.client
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Event

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.config.production import OTHERS, PRODUCTION
from tests.mail_server import free_port
from tools.console import ROOT
from tools.programs import program

HOST = PRODUCTION["ALLOWED_HOSTS"]
THREADS = 4
EXAMPLES = ROOT / "docs" / "front-server"
PREPARE = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from django.test import Client
from tests import signing_in
from tests.factories.access import member, organiser
from tests.factories.cohorts import CohortFactory
from tests.factories.recordings import RecordingFactory, keep

def cookie_of(person):
    browser = Client()
    browser.force_login(person)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value

film = RecordingFactory(collection=CohortFactory(slug="spring").collection)
reader = member()
keep(reader, film.collection)
print(film.pk, cookie_of(reader), cookie_of(organiser()))
"""


class Site:
    """Granian with one process and few threads, as docs/operating.md starts it."""

    def __init__(self, folder, **env):
        self.folder, self.port = folder, free_port()
        self.var = folder / "var"
        self.env = OTHERS | PRODUCTION
        self.env |= {"VAR_DIR": str(self.var), "ACCEL_PREFIX": "/private/"}
        self.env |= {"DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}"}
        self.env |= {"GRANIAN_BLOCKING_THREADS": str(THREADS)} | env

    def __enter__(self):
        said = subprocess.run(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
        )
        assert said.returncode == 0, said.stderr
        self.film, self.reader, self.organiser = said.stdout.split()
        self.log = self.folder / "granian.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                    *("--port", str(self.port), "--workers", "1"),
                    "config.wsgi:application",
                ],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
            )
        answers(self.process, self.port)
        return self

    def __exit__(self, *error):
        end(self.process)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port))


class Front:
    """A front server of the given example, with folders and ports of a test."""

    def __init__(self, site):
        self.site, self.folder = site, site.folder / type(self).__name__
        self.folder.mkdir(exist_ok=True)
        self.port = free_port()

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command(), cwd=self.folder, env=self.env(), stderr=subprocess.DEVNULL
        )
        answers(self.process, self.port)
        return self

    def __exit__(self, *error):
        end(self.process)

    def env(self):
        return OTHERS | {"HOME": str(self.folder)}

    def changed(self, name, changes):
        """The example with what a site changes of it; each must stand in it."""
        text = (EXAMPLES / name).read_text()
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, str(new))
        path = self.folder / name
        path.write_text(text)
        return path

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port))
        return context.wrap_socket(plain, server_hostname=HOST)


class Nginx(Front):
    def command(self):
        certificate(self.folder)
        places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        temporary = [f"{name}_temp_path {self.folder}/{name};" for name in places]
        self.path = self.changed(
            "nginx.conf",
            {
                # Who runs the tests runs the site, and alone can read its files.
                "user crossroads;": f"user {getpass.getuser()};",
                "/etc/ssl/crossroads/": f"{self.folder}/",
                "/srv/crossroads/var/": f"{self.site.var}/",
                "/var/log/nginx/": f"{self.folder}/",
                "/run/nginx.pid": f"{self.folder}/nginx.pid",
                "server 127.0.0.1:8000;": f"server 127.0.0.1:{self.site.port};",
                "listen 80 default_server": f"listen 127.0.0.1:{free_port()}",
                "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
                "sendfile on;": "sendfile on; " + " ".join(temporary),
            },
        )
        return [
            *(program("nginx"), "-p", str(self.folder), "-c", str(self.path)),
            *("-e", str(self.folder / "error.log"), "-g", "daemon off;"),
        ]


class Caddy(Front):
    def command(self):
        certificate(self.folder)
        pem = f"{self.folder}/fullchain.pem {self.folder}/privkey.pem"
        self.path = self.changed(
            "Caddyfile",
            {
                "/srv/crossroads/var": self.site.var,
                "127.0.0.1:8000": f"127.0.0.1:{self.site.port}",
                "\n{\n": f"\n{{\nadmin off\nauto_https disable_redirects\n"
                f"https_port {self.port}\n",
                "\ncrossroads.example.org {\n": f"\n{HOST} {{\ntls {pem}\n",
            },
        )
        return [program("caddy"), "run", "--config", str(self.path)]


def certificate(folder):
    """One that the machine signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def answers(process, port):
    """Until somebody listens there."""
    while process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        Event().wait(0.05)
    raise AssertionError(f"It ended with {process.returncode}.")


def end(process):
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def ask(server, path, *, method="GET", session="", body=None, **headers):
    """One request over a connection of its own: the answer, with its body in `text`."""
    connection = http.client.HTTPConnection(HOST)
    connection.sock = server.connect()
    with contextlib.closing(connection):
        cookie = {"Cookie": f"__Host-session={session}"} if session else {}
        sent = {"Host": HOST, "X-Forwarded-Proto": "https"} | cookie | headers
        connection.request(method, path, body=body, headers=sent)
        answer = connection.getresponse()
        answer.content = answer.read()
    return answer


def refusal_of(server, path, length):
    """The status with which a body of that length is refused.

    Or "ended", where the server hangs up before all of it was sent: the answer may
    then be lost on its way.
    """
    connection = http.client.HTTPConnection(HOST)
    connection.sock = server.connect()
    with contextlib.closing(connection):
        try:
            sent = {"Host": HOST, "X-Forwarded-Proto": "https"}
            with contextlib.suppress(ConnectionError):
                connection.request("POST", path, body="x" * length, headers=sent)
            return connection.getresponse().status
        except (ConnectionError, http.client.HTTPException):
            return "ended"


def slow(server, path, *, length, kind="application/x-www-form-urlencoded"):
    """A connection on which a body has begun and does not go on."""
    connection = server.connect()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\na=b"
    )
    connection.sendall(head.encode())
    return connection


def status_of(connection):
    """Wait for the answer's first line."""
    with connection.makefile("rb") as stream:
        line = stream.readline()
    return int(line.split()[1]) if line else None


def is_unanswered(connection):
    connection.setblocking(False)
    try:
        connection.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    else:
        return False
    finally:
        connection.setblocking(True)
