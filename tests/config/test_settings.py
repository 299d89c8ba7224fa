import json
import re

import pytest

from onboarding.enums import GateMode
from tests.config.production import PRODUCTION, python
from tools.console import ROOT


def test_check_deploy_is_clean_in_production():
    done = python("manage.py", "check", "--deploy", "--fail-level", "DEBUG")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (1 silenced).\n"


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing: it is a random text of at least"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too easy to guess"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing: it is the names under"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not be *"),
        ({"SITE_URL": ""}, "SITE_URL is missing: it is the address of the site"),
        ({"SITE_URL": "http://plain.example.org"}, "SITE_URL has to begin with https"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing: it is the database"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is missing: it is the mail server"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is missing: it is the sender"),
        ({"CONTACT_ADDRESS": ""}, "CONTACT_ADDRESS is missing: it is where members"),
        ({"GATE_MODE": "Approval"}, "GATE_MODE has to be one of open, invitation, ap"),
    ],
)
def test_production_does_not_start_without_what_it_needs(env, sentence):
    done = python("-c", "import config.settings.production", **env)

    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: The site")
    assert sentence in last


def test_production_says_all_that_is_missing_at_once():
    done = python(
        "-c", "import config.settings.production", SECRET_KEY="", EMAIL_URL=""
    )

    last = done.stderr.strip().splitlines()[-1]
    assert "SECRET_KEY is missing" in last
    assert "EMAIL_URL is missing" in last


@pytest.mark.parametrize("mode", GateMode.values)
def test_production_starts_with_every_gate(mode):
    done = python("-c", "import config.settings.production", GATE_MODE=mode)

    assert (done.returncode, done.stderr) == (0, "")


def settings_of(*names, **env):
    program = (
        "import json\n"
        "from django.conf import settings\n"
        f"print(json.dumps([getattr(settings, name) for name in {names}], default=str))"
    )
    done = python("-c", program, **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_has_no_page_of_development_and_no_debug():
    assert settings_of("DEBUG", "DEVELOPMENT_PAGES") == [False, False]


def test_production_sends_mail_where_it_is_told():
    names = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS")

    assert settings_of(*names) == [
        "django.core.mail.backends.smtp.EmailBackend",
        "mail.example.org",
        587,
        True,
    ]


def test_options_in_the_address_of_the_database_are_kept():
    [databases] = settings_of(
        "DATABASES", DATABASE_URL="postgresql://u:p@db.test/site?sslmode=verify-full"
    )

    options = databases["default"]["OPTIONS"]
    assert options["sslmode"] == "verify-full"
    assert options["pool"]["max_size"] == 8


@pytest.mark.parametrize(
    ("wanted", "options"),
    [
        ({}, {"server_side_binding": True, "prepare_threshold": 5}),
        ({"DATABASE_PREPARED_STATEMENTS": "false"}, {}),
    ],
)
def test_statements_are_prepared_unless_a_pooler_stands_between(wanted, options):
    [databases] = settings_of(
        "DATABASES", DATABASE_URL="postgresql://u:p@database/site", **wanted
    )
    found = databases["default"]["OPTIONS"]
    names = {"server_side_binding", "prepare_threshold"}
    assert {name: found[name] for name in names & found.keys()} == options


def test_sqlite_takes_the_write_lock_first_and_waits_for_the_disk():
    [databases] = settings_of("DATABASES")

    assert databases["default"]["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }


def test_limits_are_shared_and_can_live_in_redis():
    [caches] = settings_of("CACHES", CACHE_URL="rediscache://cache.test:6379/1")

    assert caches["limits"]["LOCATION"] == "redis://cache.test:6379/1"
    assert caches["default"]["LOCATION"] == "redis://cache.test:6379/1"


@pytest.mark.parametrize(
    "address",
    ["memcache://cache.test:11211", "rediscache://one:6379,two:6379", "locmemcache://"],
)
def test_limits_live_in_one_redis_or_the_site_does_not_start(address):
    done = python("-c", "import config.settings.production", CACHE_URL=address)

    assert done.returncode == 1
    assert "CACHE_URL has to be one Redis" in done.stderr


@pytest.mark.parametrize(("count", "is_believed"), [("0", False), ("1", True)])
def test_forwarded_headers_are_believed_only_behind_a_proxy(count, is_believed):
    program = (
        "from django.conf import settings\n"
        "print(bool(settings.SECURE_PROXY_SSL_HEADER),"
        " settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    )

    done = python("-c", program, TRUSTED_PROXY_COUNT=count)

    assert done.stdout == f"{is_believed} {count}\n"


def test_keys_of_the_hook_may_stand_with_spaces_between():
    old, new = "o" * 32, "n" * 32

    assert settings_of(
        "ACCESS_WEBHOOK_KEYS", ACCESS_WEBHOOK_KEYS=f"{old}, {new} ,"
    ) == [[old, new]]


# Of development and of tests, which need no file.
NOT_OF_PRODUCTION = {"TEST_DATABASE_URL", "DEBUG"}


def test_every_variable_is_explained_in_the_example():
    explained = set(names_in_the_example())

    assert set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE", "ENV_FILE"} <= explained
    assert explained == read_by_the_settings() - NOT_OF_PRODUCTION


def test_each_name_of_the_example_stands_once_below_its_explanation():
    names = names_in_the_example()
    lines = (ROOT / ".env.example").read_text().splitlines()

    assert sorted(names) == sorted(set(names))
    for name in names:
        place = next(n for n, line in enumerate(lines) if is_of(line, name))
        above = lines[place - 1]
        grouped = above.lstrip("#")[:1].isupper() and "=" in above
        assert above.startswith("# ") or grouped, name


def names_in_the_example():
    found = (
        re.match(r"#?([A-Z][A-Z_]+)=", line)
        for line in (ROOT / ".env.example").read_text().splitlines()
    )
    return [match[1] for match in found if match]


def is_of(line, name):
    return line.lstrip("#").startswith(f"{name}=")


def read_by_the_settings():
    text = "".join(
        path.read_text() for path in (ROOT / "config" / "settings").glob("*.py")
    )
    read = set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)["']""", text))
    # Those of the providers are made of their names.
    made = re.findall(r"""env\.\w+\(f["']\{name\.upper\(\)\}([A-Z_]+)["']""", text)
    providers = ("GITHUB", "GOOGLE")
    return read | {name + end for name in providers for end in made}


def test_a_request_on_sqlite_uses_the_connection_of_the_one_before(tmp_path):
    program = """
import django
django.setup()
from django.core.signals import request_finished, request_started
from django.db import connection
connection.ensure_connection()
before = connection.connection
request_finished.send(None)
request_started.send(None)
print(connection.connection is before)
"""
    done = python("-c", program, DATABASE_URL=f"sqlite:///{tmp_path / 'site.sqlite3'}")

    assert done.stdout == "True\n", done.stderr
