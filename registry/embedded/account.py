"""Under which system account the servers run, and what that account must be allowed to reach.

PostgreSQL refuses to run as root. Rather than add an account to the machine, a server started by root runs
as the account that already owns the data or, the first time, as an unprivileged account that every system
has.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.embedded.errors import EmbeddedError, from_os_error
from registry.embedded.layout import Layout


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments with which `subprocess` runs a program as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def make_directory(self, path: Path) -> None:
        """A directory that this account alone may enter. Refuses one that is another's."""
        try:
            path.mkdir(mode=0o700, exist_ok=True)
            found = path.lstat()
            if os.geteuid() == 0 and found.st_uid == 0 and self.uid != 0:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)
                found = path.lstat()
            if found.st_uid != self.uid or not stat.S_ISDIR(found.st_mode):
                raise _belongs_to_another(path, found.st_uid)
            path.chmod(0o700)
        except OSError as error:
            raise from_os_error(error) from error


def server_account(layout: Layout) -> Account:
    """The caller's own account, or for root the one that the module describes."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    data = layout.postgres_data
    if data.exists() and (owner := data.stat().st_uid) and (entry := _entry(owner)):
        return Account(uid=owner, gid=entry.pw_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise EmbeddedError(
        zh="PostgreSQL 不能以 root 运行，而系统中没有 nobody 账户：请用普通账户运行。",
        en="PostgreSQL does not run as root and this system has no account `nobody`: run as a plain user.",
    )


def make_run_directory(layout: Layout) -> None:
    """The run directory and its logs. The servers' account may pass through it, nobody may list it."""
    try:
        layout.run_dir.mkdir(parents=True, exist_ok=True)
        if layout.run_dir.stat().st_uid == os.geteuid():
            layout.run_dir.chmod(0o711)
        layout.logs.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise from_os_error(error) from error


def let_through(account: Account, *, to: Path, say: Callable[[str], None]) -> None:
    """Let the account pass through what lies above `to`, not list it: a checkout may be under /root."""
    if account.uid == os.geteuid():
        return
    for directory in to.resolve().parents:
        found = directory.stat()
        if found.st_uid != account.uid and not found.st_mode & stat.S_IXOTH:
            directory.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)
            name = pwd.getpwuid(account.uid).pw_name
            say(f"chmod o+x {directory}（让数据库账户 {name} 通过 · the servers' account passes）")


def let_read(account: Account, *, tree: Path) -> None:
    """Let the account read an installed program that a strict umask made the installer's alone."""
    if account.uid == os.geteuid():
        return
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)


def _entry(uid: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        return None


def _belongs_to_another(path: Path, uid: int) -> EmbeddedError:
    entry = _entry(uid)
    owner = entry.pw_name if entry else f"uid {uid}"
    return EmbeddedError(
        zh=f"{path} 属于账户 {owner}：请用该账户运行，或删除此目录，或用 REGISTRY_RUN_DIR 指定另一个目录。",
        en=f"{path} belongs to {owner}: run as that account, remove the directory, or set REGISTRY_RUN_DIR.",
    )
