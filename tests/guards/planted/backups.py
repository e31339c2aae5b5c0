"""Guards: what may be put in place of what a hub holds, and when."""

from typing import Final

from tests.guards.cheat import Cheat

_TESTS: Final = "tests/unit/operator/test_backups.py"

CHEATS: Final = (
    Cheat(
        "every file of a backup is checked before it is put in place",
        "operator/backups/restoring.py",
        "if copy(source, staged, one.path) != one:",
        "if not copy(source, staged, one.path):",
        _TESTS,
        "test_a_backup_of_which_one_byte_changed_is_refused_and_nothing_moves",
    ),
    Cheat(
        "a manifest that was changed is refused",
        "operator/backups/manifest.py",
        "if hashlib.sha256(bytes(sealed.backup)).hexdigest() != sealed.sha256:",
        "if not sealed.sha256:",
        _TESTS,
        "test_a_backup_of_which_one_byte_changed_is_refused_and_nothing_moves",
    ),
    Cheat(
        "a manifest names files of its own folder only",
        "operator/backups/manifest.py",
        'return not path.is_absolute() and ".." not in path.parts and',
        "return",
        _TESTS,
        "test_a_newer_schema_and_another_store_are_refused",
    ),
    Cheat(
        "a schema that this version does not know is refused",
        "operator/backups/restoring.py",
        "if rules.is_newer(made.schema, HEAD):",
        'if rules.is_newer(made.schema, "99999"):',
        _TESTS,
        "test_a_newer_schema_and_another_store_are_refused",
    ),
    Cheat(
        "nothing is restored below a hub that serves",
        "hub.py",
        "self._home.enter_context(occupied(self.settings.home))",
        "self._home.close()",
        _TESTS,
        "test_a_hub_that_serves_is_not_restored_below",
    ),
    Cheat(
        "nothing is restored below whoever has the store open",
        "operator/backups/restoring.py",
        "        target.must_be_idle()\n",
        "",
        _TESTS,
        "test_a_hub_that_serves_is_not_restored_below",
    ),
    Cheat(
        "no hub starts where a restore was broken off",
        "foundation/occupying/__init__.py",
        "if (home / UNFINISHED).exists():",
        "if (home / UNFINISHED).is_dir():",
        _TESTS,
        "test_a_restore_that_was_killed_is_finished_and_never_half_served",
    ),
    Cheat(
        "what a hub holds is replaced only if that is said",
        "operator/backups/restoring.py",
        "if (there or any(uploaded(self.home / saving.UPLOADS))) and not replace:",
        "if not there and not replace and not self.home:",
        _TESTS,
        "test_what_a_hub_holds_is_replaced_only_if_that_is_said",
    ),
)
