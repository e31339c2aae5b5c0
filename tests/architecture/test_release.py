"""`make release`: refused where it must be, the same bytes from the same commit, signed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parents[2]
PACKAGES = ("homeroom-wire", "homeroom-kit", "homeroom")
_BILL = """
import sys
sys.path.insert(0, ".ci")
from pathlib import Path
import bill
print(bill.bill(Path(), "9.9.9", "c0ffee", 1_700_000_000))
"""


def _run(*command: str | Path, cwd: Path, code: int = 0, **environment: str) -> str:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("RELEASE_")}
    done = subprocess.run(  # noqa: S603 -- our own commands
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False,
        env=kept | environment,
    )  # fmt: skip
    assert code == done.returncode, done.stdout + done.stderr
    return done.stdout


def _git(tree: Path, *words: str) -> str:
    who = ("-c", "user.name=Olga Example", "-c", "user.email=olga@hub.example")
    return _run("git", *who, *words, cwd=tree)


def _release(tree: Path, code: int, **environment: str) -> str:
    return _run(sys.executable, ".ci/release.py", cwd=tree, code=code, **environment)


def _commit(tree: Path, changed: dict[str, str]) -> None:
    for name, text in changed.items():
        (tree / name).write_text(text)
    _git(tree, "add", "--all")
    _git(tree, "commit", "--quiet", "--message", "Prepare a release")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository of which everything may be released that the machinery looks at first."""
    made = tmp_path / "tree"
    shutil.copytree(ROOT / ".ci", made / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
    for package in PACKAGES:
        (made / "packages" / package).mkdir(parents=True)
        shutil.copy(ROOT / "packages" / package / "pyproject.toml", made / "packages" / package)
    (made / ".gitignore").write_text("__pycache__/\ndist/\n")
    _git(made, "init", "--quiet")
    _commit(made, {"CHANGELOG.md": "# Changelog\n\n## 0.1.0 - 2026-12-01\n"})
    return made


def test_a_dirty_tree_is_refused(tree: Path) -> None:
    (tree / ".gitignore").write_text("__pycache__/\n")
    (tree / "more.txt").write_text("more")

    assert "differs from the last commit (.gitignore, more.txt)" in _release(tree, 2)


def test_a_version_that_was_released_is_refused(tree: Path) -> None:
    _git(tree, "tag", "v0.1.0")

    assert "Version 0.1.0 has the tag v0.1.0 already" in _release(tree, 2)


def test_a_version_that_the_changelog_does_not_name_is_refused(tree: Path) -> None:
    _commit(tree, {"CHANGELOG.md": "# Changelog\n\n## 0.1.00\n\nNot 0.1.0.\n"})

    assert "CHANGELOG.md has no heading of version 0.1.0" in _release(tree, 2)


def test_packages_of_different_versions_are_refused(tree: Path) -> None:
    kit = tree / "packages" / "homeroom-kit" / "pyproject.toml"
    _commit(tree, {str(kit): kit.read_text().replace('version = "0.1.0"', 'version = "0.2.0"')})

    assert "different versions: homeroom-wire 0.1.0, homeroom-kit 0.2.0" in _release(tree, 2)


def test_a_key_that_is_not_there_is_refused_before_anything_is_built(tree: Path) -> None:
    assert "no file" in _release(tree, 2, RELEASE_KEY="nowhere")


def _bill() -> str:
    return _run(sys.executable, "-c", _BILL, cwd=ROOT)


def test_the_bill_of_materials_names_each_locked_dependency_and_who_needs_it() -> None:
    lock = (ROOT / "requirements.lock").read_text().splitlines()
    pinned = {line.split(" ")[0] for line in lock if line[:1].isalnum()}
    text = _bill()
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(text) is None
    told: Any = json.loads(text)
    listed = {f"{one['name']}=={one['version']}" for one in told["components"]}
    by_name = {one["name"]: one for one in told["components"]}

    assert pinned == listed
    assert ["required", "required", "optional", "excluded"] == [
        by_name[name]["scope"] for name in ("starlette", "psycopg-binary", "playwright", "mypy")
    ]
    assert all(one["externalReferences"][0]["hashes"] for one in told["components"])
    leads = {one["ref"]: one["dependsOn"] for one in told["dependencies"]}
    assert by_name["psycopg-binary"]["purl"] in leads[by_name["psycopg"]["purl"]]
    assert text == _bill()


def _released(tree: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (tree / "dist").iterdir()}


@pytest.mark.slow
def test_the_whole_is_built_twice_with_the_same_bytes_and_signed(tmp_path: Path) -> None:
    tree = tmp_path / "clone"
    # The tree as it lies here, so that what is not committed yet is tried as well.
    names = _run("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT).splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    key = tmp_path / "key"
    _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key, cwd=tmp_path)
    _git(tree, "init", "--quiet")
    public = key.with_suffix(".pub").read_text()
    named = f'olga namespaces="homeroom-release" {public}'
    _commit(tree, {"CHANGELOG.md": "# Changelog\n\n## 0.1.0\n", ".ci/releasers": named})

    assert "NOT SIGNED" in _release(tree, 3)
    first = _released(tree)
    shutil.rmtree(tree / "dist")
    said = _release(tree, 0, RELEASE_KEY=str(key))
    second = _released(tree)

    assert "signed and verified, by olga" in said
    assert "Nothing was uploaded" in said
    assert first == {name: second[name] for name in first}
    assert {"SHA256SUMS.sig"} == second.keys() - first.keys()
    sums = dict(line.split("  ")[::-1] for line in second["SHA256SUMS"].decode().splitlines())
    assert {
        name: hashlib.sha256(content).hexdigest()
        for name, content in first.items() if name != "SHA256SUMS"
    } == sums  # fmt: skip
    assert 3 * 2 + 1 == len(sums)
    wheel = tree / "dist" / "homeroom-0.1.0-py3-none-any.whl"
    assert "homeroom/py.typed" in zipfile.ZipFile(wheel).namelist()
    stranger = tmp_path / "stranger"
    _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", stranger, cwd=tmp_path)
    assert "does not list the key" in _release(tree, 2, RELEASE_KEY=str(stranger))
