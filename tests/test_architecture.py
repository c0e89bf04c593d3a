"""The ladder is law: import-linter's contracts, run with the tests so that there is no second command to forget."""

from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
KINDS = {
    "__init__", "models", "rules", "refusals", "facts", "policy", "queries", "verbs", "papers", "intake", "reactions", "jobs",
    "forms", "views", "cli",
}  # fmt: skip
OF_THEIR_OWN = {"base", "content", "web", "operations"}
"""Packages that are no feature and so have kinds of module of their own."""


def test_the_contracts_hold(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None) == 0


def test_a_feature_has_only_the_known_kinds_of_module():
    strange = [
        str(module.relative_to(ROOT))
        for package in (ROOT / "learning").iterdir()
        if package.is_dir() and package.name not in OF_THEIR_OWN | {"__pycache__"}
        for module in package.iterdir()
        if module.stem not in KINDS and module.name != "__pycache__" and module.suffix in (".py", "")
    ]
    assert strange == []
