"""Signpost with one defect each: it takes administrators, whom Readalong does not know."""

from dataclasses import replace
from importlib import import_module
from typing import Any

from homeroom_kit.login import LoginError
from tests.certification.login_mutants.replacing import mutant

app: Any = import_module("signpost.app")


@mutant
def keeps_administrators_out() -> None:
    usual = app._prepare

    def prepare() -> None:
        usual()  # what knows Django's tables is there only now
        entering: Any = import_module("signpost.entering").Entering
        enter = entering.enter

        def refused(self: Any, hub: Any, identity: Any) -> Any:
            if identity.type == "district_admin":
                raise LoginError("no_account")
            return enter(self, hub, identity)

        entering.enter = refused

    app._prepare = prepare


@mutant
def refuses_strangers() -> None:
    usual = app._prepare

    def prepare() -> None:
        usual()
        module: Any = import_module("signpost.entering")
        kept = module.PROVISIONING
        refusing = replace(kept.district_sso, unknown="refuse")
        module.PROVISIONING = replace(kept, district_sso=refusing)

    app._prepare = prepare
