from homeroom.foundation.database import Store
from homeroom.foundation.secrets import Sealer, hash_secret
from homeroom.oauth.actions import (
    TOKEN_PURPOSE,
    Holder,
    NewApplication,
    issue_district_token,
    register_application,
    revoke_district_tokens,
)
from homeroom.oauth.queries import client_named, grant_of, tokens_of

NOW = 1_788_000_000_000
DAY = 86_400_000
SEALER = Sealer(b"k" * 32)


def issued(store: Store, now: int = NOW) -> tuple[Holder, str]:
    with store.control.writing() as session:
        made = register_application(session, now, NewApplication("Reader", {"events": True}))
        holder = Holder(7, "c" * 24, made.application)
        return holder, issue_district_token(session, SEALER, now, holder)


def test_a_token_stands_for_its_application_in_a_district(store: Store) -> None:
    holder, token = issued(store)
    with store.control.reading() as session:
        grant = grant_of(session, hash_secret(token), NOW)
    assert len(token) == 40
    assert grant is not None
    assert (grant.district, grant.connection, grant.application) == (
        holder.district,
        holder.connection,
        holder.application,
    )


def test_the_store_holds_no_token_and_no_secret_in_the_clear(store: Store) -> None:
    with store.control.writing() as session:
        made = register_application(session, NOW, NewApplication("Reader", {}))
        holder = Holder(7, "c" * 24, made.application)
        token = issue_district_token(session, SEALER, NOW, holder)
        (kept,) = tokens_of(session, made.application)
    assert token not in repr(kept)
    assert made.client_secret not in repr(kept)
    assert SEALER.open(bytes.fromhex(kept.sealed), TOKEN_PURPOSE) == token


def test_a_replaced_token_works_for_a_day_and_is_not_listed(store: Store) -> None:
    holder, old = issued(store)
    with store.control.writing() as session:
        new = issue_district_token(session, SEALER, NOW, holder)
        (listed,) = tokens_of(session, holder.application)
        assert SEALER.open(bytes.fromhex(listed.sealed), TOKEN_PURPOSE) == new
        assert grant_of(session, hash_secret(old), NOW + DAY - 1) is not None
        assert grant_of(session, hash_secret(old), NOW + DAY) is None
        assert grant_of(session, hash_secret(new), NOW + DAY) is not None


def test_a_revoked_token_opens_nothing(store: Store) -> None:
    holder, token = issued(store)
    with store.control.writing() as session:
        assert revoke_district_tokens(session, holder.district, holder.connection) == 1
        assert grant_of(session, hash_secret(token), NOW) is None


def test_an_application_proves_itself_with_its_own_secret_only(store: Store) -> None:
    with store.control.writing() as session:
        one = register_application(session, NOW, NewApplication("One", {}, ("https://a.test/",)))
        two = register_application(session, NOW, NewApplication("Two", {}))
        found = client_named(session, one.client_id, hash_secret(one.client_secret), NOW)
        assert found is not None
        assert found.application == one.application
        assert client_named(session, one.client_id, hash_secret(two.client_secret), NOW) is None


def test_a_sandbox_may_choose_its_secret(store: Store) -> None:
    asked = NewApplication("Demo", {}, client_secret="kept beside the sandbox")
    with store.control.writing() as session:
        made = register_application(session, NOW, asked)
    assert made.client_secret == "kept beside the sandbox"
    assert "kept beside" not in repr(asked)
