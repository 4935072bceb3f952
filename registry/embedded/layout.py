"""Where everything of a run lies: in `.run` of the checkout, unless REGISTRY_RUN_DIR says otherwise."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

CHECKOUT = Path(__file__).resolve().parents[2]
OWNER = "registry_owner"
APP = "registry_app"
DATABASE = "registry"
PORT = 5432  # names the socket file; nothing listens on the network

# A socket path must fit into sun_path: 108 bytes on Linux, 104 on macOS, including the closing zero.
_LONGEST_SOCKET = 103
# Commas split host lists and quotes end settings, so a directory with other characters is not used for
# sockets.
_PLAIN = re.compile(r"[\w/.+=-]+")


@dataclass(frozen=True)
class Addresses:
    """libpq URIs with the socket directory as `host`, and a unix URL as redis-py reads it."""

    database_url: str
    owner_url: str
    redis_url: str


@dataclass(frozen=True)
class Layout:
    run_dir: Path

    @classmethod
    def of(cls, run_dir: Path | None = None) -> Layout:
        chosen = run_dir or Path(os.environ.get("REGISTRY_RUN_DIR") or CHECKOUT / ".run")
        return cls(run_dir=Path(os.path.abspath(chosen)))

    @property
    def postgres_data(self) -> Path:
        return self.run_dir / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.run_dir / "redis"

    @property
    def logs(self) -> Path:
        return self.run_dir / "logs"

    @property
    def sockets(self) -> Path:
        """In the run directory where its path allows, else one under /tmp that every process can work out."""
        near = self.run_dir / "sockets"
        longest = near / f".s.PGSQL.{PORT}"
        if len(os.fsencode(longest)) <= _LONGEST_SOCKET and _PLAIN.fullmatch(str(near)):
            return near
        return Path("/tmp") / f"registry-{hashlib.sha256(os.fsencode(self.run_dir)).hexdigest()[:16]}"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def addresses(self) -> Addresses:
        return Addresses(
            database_url=self.database_url(role=APP),
            owner_url=self.database_url(role=OWNER),
            redis_url=f"unix://{quote(str(self.redis_socket))}?db=0",
        )

    def database_url(self, *, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets))}&port={PORT}"
