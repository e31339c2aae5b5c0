"""Django's own users as accounts: linked by `Link`, never by an e-mail alone."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import IntegrityError, models, transaction

from homeroom_kit.frameworks.django.models import Link
from homeroom_kit.login import LoginError
from homeroom_kit.matching import Account, Asked
from homeroom_kit.planning import Value
from homeroom_kit.provision import Person, Profile

__all__ = ["UserAccounts"]

_COLUMNS: Final = {"name.first": "first_name", "name.last": "last_name", "email": "email"}


class UserAccounts:
    """Users of Django's, of the usual model or one like it."""

    def at_once(self) -> AbstractContextManager[object]:
        """Begin a transaction."""
        found: AbstractContextManager[object] = transaction.atomic()
        return found

    def near(self, asked: Asked) -> Sequence[Account]:
        """Return users who share an id or an e-mail with somebody."""
        ids = asked.legacy_ids | {asked.clever_id}
        wanted = models.Q(homeroom__clever_id__in=ids)
        if asked.email and asked.email.strip():
            wanted |= models.Q(email__iexact=asked.email.strip())
        users = get_user_model().objects.filter(wanted).select_related("homeroom")
        return [_account(user) for user in users]

    def linked(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return users by people's ids."""
        found = Link.objects.filter(clever_id__in=list(ids)).values_list("clever_id", "user_id")
        return {clever_id: str(user) for clever_id, user in found}

    def profiles(self, accounts: Collection[str]) -> Mapping[str, Profile]:
        """Return what there is of users."""
        users = get_user_model().objects.filter(pk__in=list(accounts)).select_related("homeroom")
        return {str(user.pk): _profile(user) for user in users}

    def create(self, person: Person) -> str:
        """Make a user who has no password, or return the one that is there.

        Raises:
            LoginError: The project's own table takes none like her.
        """
        user_model = get_user_model()
        user = user_model(**{user_model.USERNAME_FIELD: f"homeroom-{person.id}"})
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save()
                self.save(str(user.pk), person, person.values)
        except IntegrityError as refused:
            there = self.linked([person.id]).get(person.id)
            if there is None:
                # The project lets an address be there once only, say, and somebody else has hers.
                told = f"No user can be made for {person.id}: {refused}."
                raise LoginError("undecided", told) from refused
            # Somebody clicked twice.
            return there
        return str(user.pk)

    def save(self, account: str, person: Person, changes: Mapping[str, Value]) -> None:
        """Link the user, and write what changes. Who was made inactive by hand stays so."""
        user = get_user_model().objects.select_related("homeroom").get(pk=account)
        columns = [_COLUMNS[name] for name in changes if name in _COLUMNS]
        for name, value in changes.items():
            if name in _COLUMNS:
                column = _COLUMNS[name]
                # A project whose users have longer columns keeps the whole of a long name.
                longest = user._meta.get_field(column).max_length  # noqa: SLF001 -- documented
                setattr(user, column, str(value or "")[:longest])
        if columns:
            user.save(update_fields=columns)
        link = getattr(user, "homeroom", None) or Link(user=user)
        link.clever_id, link.district = person.id, person.district or ""
        link.type, link.authorized_by = person.type, person.authorized_by
        rest = {name: value for name, value in changes.items() if name not in _COLUMNS}
        link.values = {**link.values, **rest}
        link.save()

    def hold(self, account: str, answers: Mapping[str, str]) -> None:
        """Write answers, for good."""
        user = get_user_model().objects.select_related("homeroom").get(pk=account)
        for name, answer in answers.items():
            if name in _COLUMNS:
                setattr(user, _COLUMNS[name], answer)
        user.save()
        link: Any = user.homeroom
        link.values = {**link.values, **answers}
        link.held = sorted({*link.held, *answers})
        link.save()


def _account(user: Any) -> Account:
    link = getattr(user, "homeroom", None)
    if link is None:
        return Account(str(user.pk), email=user.email or None)
    return Account(str(user.pk), link.clever_id, link.district or None, email=user.email or None)


def _profile(user: Any) -> Profile:
    values: dict[str, Value] = {name: getattr(user, one) for name, one in _COLUMNS.items()}
    link = getattr(user, "homeroom", None)
    if link is None:
        return Profile(values=values)
    return Profile(
        link.clever_id, link.district or None, {**link.values, **values}, frozenset(link.held)
    )
