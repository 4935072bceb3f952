"""What must hold before anything long is done. A plain script for make, with the standard library alone.

python registry/demo/preflight.py PYTHON                    can this Python carry the project?
python registry/demo/preflight.py HOST PORT RUN_DIR         is the address free?
"""

import json
import socket
import sys
from pathlib import Path


def refuse(zh: str, en: str) -> None:
    sys.exit(f"\n{zh}\n{en}\n")


def check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this script is what tells an older Python so
        refuse(
            "需要 Python 3.11 或更新的版本：请安装后用 make PYTHON=/路径/python3.11 指定。",
            "Python 3.11 or newer is needed: install it and name it with make PYTHON=/path/to/python3.11.",
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        refuse(
            "这个 Python 缺少 venv 模块：请安装 python3-venv，或用 make PYTHON=… 指定另一个 Python。",
            "This Python has no venv module: install python3-venv, or name another with make PYTHON=…",
        )


def check_address(host: str, port: str, run_dir: str) -> None:
    if not port.isdigit() or not 0 < int(port) < 65536:
        refuse(
            f"端口 {port!r} 无效：请用 1 到 65535 的数字。",
            f"{port!r} is not a port: use a number from 1 to 65535.",
        )
    if (Path(run_dir) / "demo.json").exists():
        return  # an earlier run left it, and may hold the port; the runner itself sorts that out
    if problem := unusable(host, int(port)):
        refuse(*problem)


def unusable(host: str, port: int) -> "tuple[str, str] | None":
    """Why an address cannot be listened on, in Chinese and English; None when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except PermissionError:
        return (
            f"没有权限监听端口 {port}：请换一个大于 1023 的端口，例如 make demo PORT=8001。",
            f"No permission to listen on port {port}: choose one above 1023, e.g. make demo PORT=8001.",
        )
    except OSError as error:
        why = error.strerror or error
        other = port + 1 if port < 65535 else 8000
        return (
            f"地址 {host}:{port} 不可用（{why}）：请换一个端口，例如 make demo PORT={other}。",
            f"{host}:{port} cannot be used ({why}): choose another port, e.g. make demo PORT={other}.",
        )
    return None


def running_at(run_dir: Path) -> str:
    """Where the demo that holds this run directory answers, as far as it has said."""
    try:
        return str(json.loads((run_dir / "demo.json").read_text())["url"])
    except (OSError, ValueError, KeyError):
        return "?"


if __name__ == "__main__":
    if sys.argv[1:] == ["PYTHON"]:
        check_python()
    else:
        check_address(*sys.argv[1:])
