"""Secrets of a development run: random, made once, kept in the run directory, readable to its owner alone."""

from __future__ import annotations

import base64
import os
import secrets as random
from pathlib import Path

from registry.embedded.errors import from_os_error
from registry.embedded.layout import Layout


def secrets(run_dir: Path | None = None) -> dict[str, str]:
    """The secrets by their environment names; made on first use and shared by every process of a run."""
    file = _file(run_dir)
    try:
        if not file.exists():
            _write(file)
    except OSError as error:
        raise from_os_error(error) from error
    return kept_secrets(run_dir)


def kept_secrets(run_dir: Path | None = None) -> dict[str, str]:
    """The secrets of a run that was started before; none where there was none. Makes nothing."""
    try:
        text = _file(run_dir).read_text()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise from_os_error(error) from error
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def _file(run_dir: Path | None) -> Path:
    return Layout.of(run_dir).run_dir / "secrets.env"


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"SECRET_KEY={random.token_urlsafe(50)}",
        f"VAULT_KEYS=k1:{_key()}",
        f"VAULT_INDEX_KEY={_key()}",
        f"SCOPE_KEY={_key()}",
    ]
    # Linked into place whole: of two processes that start at once, the second reads what the first made.
    draft = file.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write("\n".join(lines) + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _key() -> str:
    return base64.urlsafe_b64encode(random.token_bytes(32)).decode()
