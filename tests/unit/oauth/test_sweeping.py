from homeroom.foundation.database import Store
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.oauth.grants import codes, user_tokens
from homeroom.oauth.grants.codes import Bound, code_named
from homeroom.oauth.grants.user_tokens import UserGrant, user_grant_of
from homeroom.oauth.queries import App, app_with_client_id

NOW = 1_788_000_000_000
DAY = user_tokens.LIFETIME


def an_app(store: Store) -> App:
    with store.control.writing() as session:
        made = register_application(session, NOW, NewApplication("R", {}, ("https://a.test/",)))
        found = app_with_client_id(session, made.client_id)
    assert found is not None
    return found


def a_login(app: App) -> Bound:
    return Bound(
        app.application, "https://a.test/", 7, 1 << 24, "teacher", "district", "c" * 24,
        None, None, NOW, "s" * 64, is_impersonated=True,
    )  # fmt: skip


def a_grant(app: App, token: str) -> UserGrant:
    return UserGrant(
        hash_secret(token), app.application, app.client_id, app.declared, 7, 1 << 24, "teacher",
        "district", "c" * 24, "k" * 64, "s" * 64, is_impersonated=False, issued_at=NOW,
        expires_at=NOW + DAY,
    )  # fmt: skip


def test_a_grant_comes_back_as_it_was_issued(store: Store) -> None:
    grant = a_grant(an_app(store), "ilx")
    with store.control.writing() as session:
        user_tokens.add(session, grant)
        assert grant == user_grant_of(session, "ilx", NOW)


def test_a_token_is_swept_when_it_has_expired_and_not_before(store: Store) -> None:
    grant = a_grant(an_app(store), "ilx")
    with store.control.writing() as session:
        user_tokens.add(session, grant)
        swept = [user_tokens.sweep(session, NOW + DAY - 1), user_tokens.sweep(session, NOW + DAY)]
    assert [0, 1] == swept


def test_a_code_is_remembered_as_long_as_a_token_of_it_may_live(store: Store) -> None:
    bound = a_login(an_app(store))
    with store.control.writing() as session:
        code = codes.issue(session, NOW, bound)
        kept = code_named(session, code)
        assert kept is not None
        assert bound == kept.bound
        assert 0 == codes.sweep(session, NOW + codes.LIFETIME + DAY)
        assert 1 == codes.sweep(session, NOW + codes.LIFETIME + codes.KEPT_FOR + 1)
        assert code_named(session, code) is None


def test_of_two_redemptions_the_second_writes_nothing(store: Store) -> None:
    app = an_app(store)
    with store.control.writing() as session:
        kept = code_named(session, codes.issue(session, NOW, a_login(app)))
        assert kept is not None
        assert codes.redeem(session, NOW, kept, a_grant(app, "ilone"))
        assert not codes.redeem(session, NOW, kept, a_grant(app, "iltwo"))
        assert user_grant_of(session, "iltwo", NOW) is None
