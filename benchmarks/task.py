"""One measurement in a process of its own: `python -m benchmarks.task NAME JSON` prints JSON."""

import gc
import hashlib
import importlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks import hub, orm, people

Result = dict[str, Any]
_EVERY = 500
_TINY = 40
"""Students of the district that is taken in first, so that imports and pools are not measured."""


def _tiny(folder: Path) -> Path:
    hub.generate(_TINY, folder)
    return folder


def _warm() -> None:
    """Take a tiny district into a store of its own."""
    with tempfile.TemporaryDirectory() as name:
        files = _tiny(Path(name) / "files")
        with hub.at_desk(hub.Place(str(Path(name) / "home"))) as desk:
            assert hub.take_in(desk, hub.found(desk), files) == "applied"


def load(place: dict[str, Any], folder: str) -> Result:
    """Take a district in for the first time, as `homeroom intake` does."""
    _warm()
    with hub.at_desk(hub.place_of(place)) as desk:
        district = hub.found(desk)
        began, used = time.perf_counter(), time.process_time()
        state = hub.take_in(desk, district, Path(folder))
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        assert state == "applied", state
        sizes = {name: len(rows) for name, rows in hub.rows_of(desk.store, hub.TABLES).items()}
    return {"seconds": seconds, "cpu": cpu, "rows": sizes}


def memory(place: dict[str, Any], folder: str) -> Result:
    """Take a district in; return the most memory it held above what a tiny load left behind."""
    _warm()
    gc.collect()
    before = _resident()
    with hub.at_desk(hub.place_of(place)) as desk:
        assert hub.take_in(desk, hub.found(desk), Path(folder)) == "applied"
    peak = _highest()
    return {"bytes": peak - before, "before": before, "peak": peak}


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _highest() -> int:
    """Return the most bytes this process ever held.

    What getrusage tells includes the moment before exec, when the child is as big as its parent.
    """
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kibibytes) * 1024


def limit(source: dict[str, Any], place: dict[str, Any], names: list[str]) -> Result:
    """Insert the rows that a load left, and nothing else, into the same empty tables."""
    is_sqlite = not place["database_url"]
    with hub.at_desk(hub.place_of(source)) as there, hub.at_desk(hub.place_of(place)) as here:
        if is_sqlite:
            rows = hub.rows_of(there.store, names)
            with here.store.roster.writing() as warm:
                warm.connection.execute("SELECT 1")
            began, used = time.perf_counter(), time.process_time()
            with here.store.roster.writing() as session:
                for name, listed in rows.items():
                    marks = ",".join("?" * len(listed[0]))
                    session.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", listed)  # noqa: S608
            return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}
    packed = {name: _copied_out(source["database_url"], name) for name in names}
    with psycopg.connect(place["database_url"]) as connection:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for name, pieces in packed.items():
                with cursor.copy(f"COPY {name} FROM STDIN (FORMAT BINARY)".encode()) as copy:
                    for piece in pieces:
                        copy.write(piece)
        connection.commit()
        return {"seconds": time.perf_counter() - began}


def _copied_out(url: str, name: str) -> list[bytes]:
    """Return a table's rows in the form that COPY takes, in pieces of a mebibyte."""
    out = f"COPY {name} TO STDOUT (FORMAT BINARY)".encode()
    with psycopg.connect(url) as connection, connection.cursor().copy(out) as copy:
        whole = b"".join(bytes(piece) for piece in copy)
    return [whole[start : start + 2**20] for start in range(0, len(whole), 2**20)]


def default_load(place: dict[str, Any], folder: str) -> Result:
    """Take the same files in the default way."""
    Path(place["home"]).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        warm = orm.engine_at(name, "")
        orm.Base.metadata.create_all(warm)
        orm.load(warm, _tiny(Path(name) / "files"))
        warm.dispose()
    engine = orm.engine_at(place["home"], place["database_url"])
    orm.Base.metadata.create_all(engine)
    began, used = time.perf_counter(), time.process_time()
    orm.load(engine, Path(folder))
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    with Session(engine) as session:
        session.add(orm.Token(token="benchmark"))  # noqa: S106 - invented
        session.commit()
        listed = session.scalars(sa.select(orm.Student.id).order_by(orm.Student.id)).all()
    return {"seconds": seconds, "cpu": cpu, "middle": listed[len(listed) // 2]}


def again(place: dict[str, Any], folder: str, times: int) -> Result:
    """Send a district's accepted files once more, and read them for their sha256 alone."""
    files = sorted(Path(folder).glob("*.csv"))
    sent, hashed = [], []
    with hub.at_desk(hub.place_of(place)) as desk:
        district = hub.the_district(desk)
        for _ in range(times + 1):
            hashed.append(_timed(lambda: _hashed(files)))
            sent.append(_timed(lambda: _unchanged(desk, district, folder)))
    return {"sent": sent[1:], "hashed": hashed[1:]}


def _unchanged(desk: Any, district: Any, folder: str) -> None:
    state = hub.take_in(desk, district, Path(folder))
    assert state == "unchanged", state


def _hashed(files: list[Path]) -> None:
    for file in files:
        with file.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def connect(place: dict[str, Any]) -> Result:
    """Connect an application to the district; return its token and some ids."""
    with hub.at_desk(hub.place_of(place)) as desk:
        district = hub.the_district(desk)
        token = hub.connected(desk, district)
        middle, end = hub.user_ids(desk.store, district, (0.5, 0.98))
    return {"token": token, "middle": middle, "end": end}


def connect_by_rule(place: dict[str, Any], count: int) -> Result:
    """Connect applications by one and the same rule; return the last one's token."""
    token = ""
    with hub.at_desk(hub.place_of(place)) as desk:
        district = hub.the_district(desk)
        for _ in range(count):
            token = hub.connected(desk, district, hub.ALL_GRADES_BUT_ONE, resources=False)
    return {"token": token}


def next_day(place: dict[str, Any], folder: str) -> Result:
    """Take in the files of a quiet day: one address in five hundred is another."""
    with hub.at_desk(hub.place_of(place)) as desk, tempfile.TemporaryDirectory() as name:
        files = Path(name) / "files"
        shutil.copytree(folder, files)
        students = files / "students.csv"
        lines = students.read_text(encoding="utf-8").splitlines(keepends=True)
        for at in range(1, len(lines), _EVERY):
            lines[at] = lines[at].replace("@benchmark.", "@new.benchmark.")
        students.write_text("".join(lines), encoding="utf-8")
        district = hub.the_district(desk)
        began, used = time.perf_counter(), time.process_time()
        state = hub.take_in(desk, district, files)
        assert state == "applied", state
        return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}


def register(place: dict[str, Any]) -> Result:
    """Register an application that signs the district in."""
    with hub.at_desk(hub.place_of(place)) as desk:
        return dict(people.register(desk, hub.the_district(desk)))


def issue_codes(place: dict[str, Any], application: str, count: int) -> Result:
    """Issue codes that wait to be exchanged."""
    with hub.at_desk(hub.place_of(place)) as desk:
        district = hub.the_district(desk)
        return {"codes": people.issue_codes(desk, district, application, count)}


def give_passwords(place: dict[str, Any], count: int) -> Result:
    """Give passwords to people who will all sign in at once."""
    with hub.at_desk(hub.place_of(place)) as desk:
        district = hub.the_district(desk)
        return {"people": people.give_passwords(desk, district, count), "district": district.id}


def _application(name: str, port: int, token: str) -> Any:
    """The application that takes users in; what a client loads at its first request is loaded."""
    headers = {"Authorization": f"Bearer {token}"}
    httpx2.get(f"http://127.0.0.1:{port}/v3.1/districts", headers=headers).raise_for_status()
    return importlib.import_module(f"benchmarks.{name}")


def kit_sync(place: dict[str, Any], port: int, token: str, application: str) -> Result:
    """Bring the users into an empty application with the kit, twice; the second writes nothing."""
    app = _application(application, port, token)
    gc.collect()
    before = _resident()
    with app.opened(place["home"], place["database_url"]) as database:
        app.create(database)
        began, used = time.perf_counter(), time.process_time()
        users = app.by_kit(database, port, token)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        peak = _highest()
        used = time.process_time()
        again = _timed(lambda: app.again_by_kit(database, port, token))
        again_cpu = time.process_time() - used
        assert app.people_in(database) == users, "rows are missing"
    told = {"seconds": seconds, "seconds cpu": cpu, "again": again, "again cpu": again_cpu}
    return told | {"users": users, "bytes": peak - before}


def default_sync(place: dict[str, Any], port: int, token: str, application: str) -> Result:
    """Bring the same users into the same table in the default way."""
    app = _application(application, port, token)
    with app.opened(place["home"], place["database_url"]) as database:
        app.create(database)
        began, used = time.perf_counter(), time.process_time()
        users = app.by_row(database, port, token)
        seconds, cpu = time.perf_counter() - began, time.process_time() - used
        used = time.process_time()
        again = _timed(lambda: app.by_row(database, port, token))
        again_cpu = time.process_time() - used
        assert app.people_in(database) == users, "rows are missing"
    told = {"seconds": seconds, "seconds cpu": cpu, "again": again, "again cpu": again_cpu}
    return told | {"users": users}


TASKS: dict[str, Callable[..., Result]] = {
    task.__name__: task
    for task in (
        load,
        memory,
        limit,
        default_load,
        again,
        connect,
        connect_by_rule,
        next_day,
        register,
        issue_codes,
        give_passwords,
        kit_sync,
        default_sync,
    )
}

if __name__ == "__main__":
    gc.freeze()  # as `homeroom` does once all is imported; every way has it alike
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
