"""Production refuses to start with what would make it unsafe; each refusal is a sentence in both languages."""

import os
import subprocess
import sys

import pytest

SECRETS = {name: f"{name}-4f1c9a7be2d85036a9c1" + "x7K2m9Q4" for name in ("SECRET_KEY", "SCOPE_KEY", "VAULT_INDEX_KEY")}
SOUND = SECRETS | {
    "REGISTRY_ENV": "production",
    "ALLOWED_HOSTS": "registry.example",
    "VAULT_KEYS": "k1:m3s8v1Qx0cR5t2yB7nLd9fGhJkPwZaEuIoTqXvC4NbM=",
    "DATABASE_URL": os.environ.get("DATABASE_URL", ""),
    "DATABASE_OWNER_URL": os.environ.get("DATABASE_OWNER_URL", ""),
    "REDIS_URL": os.environ.get("REDIS_URL", ""),
}


def start(code: str = "import registry.settings", **changes) -> subprocess.CompletedProcess:
    env = {k: v for k, v in os.environ.items() if k not in {"REGISTRY_DATABASE_ROLE", "DEBUG"}}
    env |= {"DJANGO_SETTINGS_MODULE": "registry.settings"} | SOUND | changes
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


def test_sound_settings_start():
    result = start()
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        *[({name: ""}, name) for name in SECRETS],
        ({"VAULT_KEYS": ""}, "VAULT_KEYS"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SCOPE_KEY": "development-only-scope-key-not-for-production-use"}, "SCOPE_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
    ],
)
def test_a_missing_or_weak_setting_is_refused_by_name(changes, name):
    result = start(**changes)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last and name in last
    assert any("一" <= c <= "鿿" for c in last), "in Chinese too"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "server",
    ["import registry.wsgi", "from registry.celery import check_role; import django; django.setup(); check_role()"],
)
def test_a_login_that_owns_the_tables_is_refused(server):
    from django.db import connection

    name = connection.settings_dict["NAME"]
    app = os.environ["DATABASE_URL"].replace("/registry?", f"/{name}?")
    owner = os.environ["DATABASE_OWNER_URL"].replace("/registry?", f"/{name}?")
    assert start(server, DATABASE_URL=app).returncode == 0
    refused = start(server, DATABASE_URL=owner)
    assert refused.returncode != 0 and "registry_app" in refused.stderr.strip().splitlines()[-1]
    # In production a role that was only put on doesn't help: it can be put off again.
    assumed = start(server, DATABASE_URL=owner, DATABASE_OWNER_URL="")
    assert assumed.returncode != 0
