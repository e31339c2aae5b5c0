"""The loop that looks and tells for as long as the hub works."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from homeroom.foundation.outbound import Outbound
from homeroom.foundation.parts import Parts
from homeroom.oauth.login.ports import Identity
from homeroom.oauth.logout.looking import Lookout, is_of_store
from homeroom.oauth.logout.telling import Teller

_EVERY_SECONDS: Final = 1.0
_WAIT_AFTER_STORE_ERROR: Final = 5.0
_TELLERS: Final = 4


def work(
    identity: Identity, parts: Parts, stopping: threading.Event, outbound: Outbound | None = None
) -> None:
    """Look which logins have ended, and tell their applications, until the event is set."""
    lookout = Lookout(parts, identity)
    teller = Teller(parts, outbound or Outbound(own_machine=parts.settings.sandbox))
    busy: dict[str, Future[int]] = {}
    pool = ThreadPoolExecutor(_TELLERS, thread_name_prefix="logout")
    try:
        while not stopping.is_set():
            try:
                _round(lookout, teller, busy, pool, stopping)
            except Exception as error:
                if not is_of_store(error) or stopping.is_set():
                    raise
                parts.log.warning("store away", error=type(error).__name__)
                stopping.wait(_WAIT_AFTER_STORE_ERROR)
            stopping.wait(_EVERY_SECONDS)
    finally:
        # What is on its way is waited for, ten seconds at most: the store is about to be closed.
        pool.shutdown(wait=True, cancel_futures=True)


def _round(
    lookout: Lookout,
    teller: Teller,
    busy: dict[str, Future[int]],
    pool: ThreadPoolExecutor,
    stopping: threading.Event,
) -> None:
    lookout.short_look()
    lookout.long_look()
    for application in [name for name, future in busy.items() if future.done()]:
        error = busy.pop(application).exception()
        if error is not None and not stopping.is_set():
            lookout.parts.log.error("telling broke off", exc_info=error)
    for application in teller.waiting():
        if application not in busy:
            busy[application] = pool.submit(teller.tell, application, stopping)
