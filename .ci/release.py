"""Builds the three packages from the last commit, tries them, and signs them; uploads nothing.

    RELEASE_KEY=path make release        the SSH key of one of .ci/releasers
    RELEASE_REHEARSAL=1 make release     goes on where a release would be refused, and says so

Everything lies in `dist` only once all of it is there. How to check a release is told in
docs/how-to/release.md.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import bill

import packages

ROOT: Final = packages.ROOT
DIST: Final = ROOT / "dist"
SUMS: Final = "SHA256SUMS"
NAMESPACE: Final = "homeroom-release"
REFUSED: Final = 2
NOT_SIGNED: Final = 3
IMPORTS: Final = "import homeroom, homeroom_kit, homeroom_wire, homeroom.hub"


def say(text: str) -> None:
    print(f"release: {text}", flush=True)


def git(*words: str) -> str:
    return packages.run("git", *words).rstrip("\n")


# ------------------------------------------------------------------------------- what is refused


def versions() -> dict[str, str]:
    """Return the version of each package."""
    found = {}
    for package in bill.PACKAGES:
        text = (ROOT / "packages" / package / "pyproject.toml").read_text(encoding="utf-8")
        found[package] = tomllib.loads(text)["project"]["version"]
    return found


def obstacles(said: dict[str, str]) -> Iterator[str]:
    """Give each reason for which nothing may be released, with what to do."""
    changed = git("status", "--porcelain")
    if changed:
        names = ", ".join(line[3:] for line in changed.splitlines()[:5])
        yield f"The tree differs from the last commit ({names}). Commit it, or put it away."
    if len(set(said.values())) > 1:
        listed = ", ".join(f"{name} {version}" for name, version in said.items())
        yield f"The packages have different versions: {listed}. Give them one."
        return
    version = said["homeroom"]
    taken = [tag for tag in (version, f"v{version}") if git("tag", "--list", tag)]
    if taken:
        yield f"Version {version} has the tag {taken[0]} already. Raise it in packages/*."
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## \[?v?{re.escape(version)}\]?(\s|$)", changes, re.MULTILINE):
        yield f"CHANGELOG.md has no heading of version {version}. Name what is new below one."


def must_be_free(said: dict[str, str], *, rehearsal: bool) -> None:
    found = list(obstacles(said))
    for one in found:
        say(f"REHEARSAL, a release would be refused: {one}" if rehearsal else one)
    if found and not rehearsal:
        sys.exit(REFUSED)


# ------------------------------------------------------------------------------------ the packages


def committed(commit: str, place: Path) -> Path:
    """Return a folder that holds the commit, and nothing that lies beside it."""
    packed = subprocess.run(  # noqa: S603 -- our own arguments
        ["git", "-c", "tar.umask=0022", "archive", commit],  # noqa: S607
        cwd=ROOT, capture_output=True, check=True,
    ).stdout  # fmt: skip
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")
    return place


def must_work(folder: Path, place: Path, version: str) -> None:
    """End here unless the wheels can be installed where nothing of ours is, and run."""
    python = packages.try_in(place / "environment", sorted(folder.glob("*.whl")))
    # Elsewhere than in the repository, whose packages would be found first.
    packages.run(python, "-c", IMPORTS, cwd=place)
    told = packages.run(python.with_name("homeroom"), "--version", cwd=place).strip()
    if told != f"homeroom {version}":
        sys.exit(f"release: the wheel calls itself {told!r}, not homeroom {version}.")


def sums_of(folder: Path) -> str:
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
    )


# ------------------------------------------------------------------------------------- signing


def _public(key: Path) -> str:
    """Return the public half, be the key itself given or, for an agent, only that half."""
    text = key.read_text(encoding="utf-8", errors="replace")
    if text.startswith(("ssh-", "sk-", "ecdsa-")):
        return " ".join(text.split()[:2])
    beside = key.with_name(key.name + ".pub")
    if beside.exists():
        return " ".join(beside.read_text(encoding="utf-8").split()[:2])
    return " ".join(packages.run("ssh-keygen", "-y", "-f", key).split()[:2])


def _signer(key: Path, allowed: Path) -> str:
    """Return the name under which the list has this key; empty if it has not."""
    public = _public(key)
    for line in allowed.read_text(encoding="utf-8").splitlines():
        if public in line and not line.startswith("#"):
            return line.split()[0]
    return ""


def sign(folder: Path, key: Path, place: Path, *, rehearsal: bool) -> str:
    """Sign the sums, verify that as whoever downloads them will, and return by whom."""
    allowed = ROOT / ".ci" / "releasers"
    signer = _signer(key, allowed)
    if not signer and rehearsal:
        say("REHEARSAL, a release would be refused: .ci/releasers does not list this key.")
        allowed, signer = place / "allowed", "rehearsal"
        allowed.write_text(f'{signer} namespaces="{NAMESPACE}" {_public(key)}\n', encoding="utf-8")
    if not signer:
        say(f".ci/releasers does not list the key {key}, so nobody could check the signature.")
        sys.exit(REFUSED)
    sums = folder / SUMS
    packages.run("ssh-keygen", "-Y", "sign", "-f", key, "-n", NAMESPACE, sums)
    verify = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", signer, "-n", NAMESPACE]
    done = subprocess.run(  # noqa: S603 -- our own arguments
        [*map(str, verify), "-s", f"{sums}.sig"],
        input=sums.read_bytes(), capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"release: the signature does not verify: {done.stdout.decode()}".rstrip())
    return signer


# --------------------------------------------------------------------------------------- the whole


def fill(folder: Path, place: Path, commit: str, version: str) -> None:
    """Put into the folder all that is released but the signature."""
    epoch = git("log", "-1", "--format=%ct", commit)
    os.environ["SOURCE_DATE_EPOCH"] = epoch
    source = committed(commit, place / "source")
    say(f"building {', '.join(bill.PACKAGES)} {version} from {commit[:12]}")
    packages.build(source, folder, list(bill.PACKAGES))
    say("trying the wheels in an empty environment")
    must_work(folder, place, version)
    materials = bill.bill(source, version, commit, int(epoch))
    (folder / f"homeroom-{version}.cdx.json").write_text(materials, encoding="utf-8")
    (folder / SUMS).write_text(sums_of(folder), encoding="utf-8")


def main() -> int:
    rehearsal = os.environ.get("RELEASE_REHEARSAL", "") not in ("", "0")
    key = os.environ.get("RELEASE_KEY", "")
    said = versions()
    must_be_free(said, rehearsal=rehearsal)
    if key and not Path(key).is_file():
        say(f"RELEASE_KEY names {key}, which is no file.")
        return REFUSED
    if key and shutil.which("ssh-keygen") is None:
        say("ssh-keygen is not installed (Debian: openssh-client), so nothing could be signed.")
        return REFUSED
    version, commit = said["homeroom"], git("rev-parse", "HEAD")
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        folder = place / "dist"
        folder.mkdir()
        fill(folder, place, commit, version)
        signer = sign(folder, Path(key), place, rehearsal=rehearsal) if key else ""
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(folder, DIST)
    for path in sorted(DIST.iterdir()):
        say(f"dist/{path.name}")
    if not signer:
        say(f"NOT SIGNED: RELEASE_KEY=path names the key with which dist/{SUMS} is signed.")
        return NOT_SIGNED
    say(f"signed and verified, by {signer}")
    if rehearsal:
        say("REHEARSAL: none of this is a release. Do not upload it.")
        return 0
    say(f"Nothing was uploaded. Next: git tag -s v{version} {commit[:12]} && git push --tags;")
    say("then docs/how-to/release.md, under Publish.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
