"""One kind of failure, said in one sentence per language, with what to do about it."""

from __future__ import annotations

import errno


class EmbeddedError(Exception):
    """A server or a stage could not start. `str()` is the sentence to show, Chinese first."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


def from_os_error(error: OSError) -> EmbeddedError:
    """The operating system's refusal, with what a person can do about it."""
    where = error.filename or "?"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(str(where))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EmbeddedError(
            zh=f"没有写入 {where} 的权限：请换用它的所有者账户，或用 REGISTRY_RUN_DIR 指定另一个目录。",
            en=f"No permission to write {where}: use the account that owns it, or set REGISTRY_RUN_DIR.",
        )
    return EmbeddedError(zh=f"系统错误：{error}。", en=f"The system refused: {error}.")


def disk_full(where: str) -> EmbeddedError:
    return EmbeddedError(
        zh=f"磁盘已满（{where}）：请腾出空间，或用 REGISTRY_RUN_DIR 指定另一块磁盘上的目录。",
        en=f"The disk is full ({where}): free some space, or set REGISTRY_RUN_DIR to another disk.",
    )


def from_log(*, server: str, log_tail: str, log: str) -> EmbeddedError:
    """Why a server that exited at once did so, read from the last lines of its log."""
    if "No space left on device" in log_tail:
        return disk_full(log)
    if "could not create shared memory" in log_tail or "Cannot allocate memory" in log_tail:
        return EmbeddedError(
            zh=f"内存不足，{server} 无法启动：请关闭一些程序后再试。",
            en=f"{server} found too little memory to start: close some programs and try again.",
        )
    last = next((line for line in reversed(log_tail.splitlines()) if line.strip()), "(empty log)")
    return EmbeddedError(
        zh=f"{server} 未能启动，日志 {log} 的最后一行是：{last}",
        en=f"{server} did not start; the last line of {log} is above. `make clean` removes the demo data.",
    )
