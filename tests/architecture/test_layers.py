"""Imports run one way only, as `[tool.importlinter]` in pyproject.toml says."""

from importlinter.cli import lint_imports

from registry.embedded.layout import CHECKOUT


def test_imports_run_one_way(monkeypatch) -> None:
    monkeypatch.chdir(CHECKOUT)

    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
