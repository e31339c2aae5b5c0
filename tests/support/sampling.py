"""What `make test` leaves to the night, which takes everything.

Of some folders it takes a sample on PostgreSQL. What they prove is mostly the same on both stores,
one schema and one code path, so some of each folder are enough to see that the two agree, and the
run stays short. Which ones is decided by their names, so every run
takes the same.
"""

import os
import zlib
from pathlib import Path
from typing import Final

import pytest

_ROOT: Final = Path(__file__).parents[1]
SAMPLED: Final = {
    "contract": 22,
    "kit": 10,
    "sandbox": 22,
    "unit/accounts": 11,
    "unit/certification/submissions": 11,
    "unit/cli/test_failures.py": 4,
    "unit/developers": 22,
    "unit/districts": 11,
    "unit/events": 10,
    "unit/intake": 22,
    "unit/library": 11,
    "unit/oauth": 11,
    "unit/operator": 11,
    "unit/portal": 11,
    "unit/sandbox": 11,
    "unit/sharing": 11,
}
"""Beginnings of folders or files, and of how many tests on PostgreSQL one is taken."""

LATER: Final = (
    "architecture/test_release.py::test_the_whole_is_built_twice_with_the_same_bytes_and_signed",
    "certification/test_reports.py::test_a_whole_run_gives_the_same_report_for_the_same_seed",
    "examples/gradeline/tests/test_gradeline.py::test_it_has_just_what_is_shared_whatever_happens[f",
    "examples/gradeline/tests/test_gradeline.py::test_names_are_text_and_people_without_much_come_in",
    "examples/gradeline/tests/test_gradeline.py::test_the_commands_sync_and_probe",
    "examples/gradeline/tests/test_gradeline.py::test_the_tables_are_those_of_the_migrations",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[hangs",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[trickles",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[odd_records",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[huge",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[packed",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[circles",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[endless",
    "certification/fresh/test_hostile.py::test_a_hostile_probe_is_never_certified_and_harms_nobody[claims_records",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[last_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[second_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[place_saved_with",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[half_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[page_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[leavers_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[old_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[names_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[blanks_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[terms_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[progress_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[groups_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[school_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[teachers_stay",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[edits_stay_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[teachers_in_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[a_page_of_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[classes_empty",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[unread_is_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[catches_up",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[peeks_daily",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[addresses_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[created_is_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[children_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[schools_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[returns_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[courses_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[classes_about",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[two_workers",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[place_saved_before",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[address_that",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[made_by_hand",
    "certification/fresh/test_defects.py::test_who_needs_some_subjects_is_judged_by_their_classes",
    "certification/fresh/test_defects.py::test_who_puts_away_what_was_made_by_hand_and_says_so_is_right",
    "certification/fresh/test_defects.py::test_who_shows_too_little_is_not_passed",
    "certification/test_declared_refusals.py::test_who_refuses_strangers_is_told_of_the_people",
    "certification/test_steering_answers.py::test_one_account_stays_one_when_its_two_ids_become_one",
    "examples/gradeline/tests/test_gradeline_in_trouble.py::test_after_a_kill_a_restart_ends_the_run",
    "guards/test_planted.py::test_a_change_that_harms_nothing_is_not_called_a_guard",
    "sandbox/test_demo_tokens.py::test_a_store_that_is_no_sandbox_any_more_knows_none_of_them",
    "sandbox/test_demo_tokens.py::test_processes_that_start_together_are_all_ready",
    "sandbox/test_people.py::test_its_teachers_are_what_an_application_has_to_cope_with[postgresql",
    "certification/fresh/test_defects.py::test_who_finds_older_accounts_by_their_address_is_right",
    "certification/fresh/test_defects.py::test_a_login_that_is_wrong_is_caught",
    "certification/fresh/test_defects.py::test_classes_stay_when_a_sync_takes_them_over",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[middle_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[own_school",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[numbers_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[state_ids",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[days_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[contacts_",
    "certification/fresh/test_defects.py::test_a_roster_that_is_kept_wrongly_is_caught[taught_as",
    "certification/test_handing_in.py::",
    "certification/test_hostile_pages.py::test_a_hostile_application_passes_nothing_and_stops_nobody[_circles",
    "certification/test_hostile_pages.py::test_a_hostile_application_passes_nothing_and_stops_nobody[_garbage",
    "certification/test_hostile_pages.py::test_a_hostile_application_passes_nothing_and_stops_nobody[_huge",
    "certification/test_login_mutants.py::test_the_right_application_fails_none",
    "certification/test_lost_events.py::test_every_type_that_the_scenarios_play",
    "certification/test_lost_events.py::test_who_loses_events_of_a_type_is_seen[c",
    "certification/test_lost_events.py::test_who_loses_events_of_a_type_is_seen[s",
    "certification/test_lost_events.py::test_who_loses_events_of_a_type_is_seen[t",
    "certification/test_login_mutants.py::test_the_other_right_application_does_too",
    "certification/test_login_mutants.py::test_https_with_a_good_certificate_passes",
    "certification/test_login_mutants.py::test_a_configuration_that_names_another_address",
    "certification/test_login_mutants.py::test_the_steps_until_a_teacher_can_begin",
    "certification/test_login_mutants.py::test_a_browser_decides_of_names_that_a_script_writes",
    "certification/test_walks.py::test_a_walk_that_breaks_is_shortened_to_what_it_takes",
    "certification/test_walks.py::test_the_right_application_walks_and_no_invariant_breaks",
    "docs/test_examples.py::test_the_examples_of_a_page_do_what_it_says[docs/how-to",
    "unit/certification/submissions/test_hostile_archives.py::test_one_that_opens_into_far_too_much",
    "docs/test_examples.py::test_the_examples_of_a_page_do_what_it_says[docs/tutorials",
    "examples/readalong/tests/test_readalong.py::test_a_device_that_people_share",
    "examples/readalong/tests/test_readalong.py::test_an_administrator_who_looks_at_it_as_somebody_is_told_so",
    "examples/readalong/tests/test_readalong.py::test_classes_are_brought_up_to_date_by_the_next_login_and_by_sync_now",
    "examples/signpost/tests/test_signpost.py::test_a_login_that_did_not_begin_here_signs_nobody_in",
    "examples/signpost/tests/test_signpost.py::test_an_account_from_earlier_is_joined_after_proof_and_only_then",
    "examples/signpost/tests/test_signpost.py::test_an_administrator_who_looks_at_it_as_somebody_is_told_so",
    "examples/signpost/tests/test_signpost.py::test_every_kind_of_person_gets_in[d01",
    "examples/signpost/tests/test_signpost.py::test_every_kind_of_person_gets_in[t01",
    "examples/signpost/tests/test_signpost.py::test_every_kind_of_person_gets_in[a01",
    "examples/signpost/tests/test_signpost.py::test_every_kind_of_person_gets_in[k05",
    "examples/signpost/tests/test_signpost.py::test_every_kind_of_person_gets_in[t20",
    "examples/signpost/tests/test_signpost.py::test_every_kind_of_person_gets_in[t16",
    "examples/signpost/tests/test_signpost.py::test_signs_are_put_up_by_who_works_there_and_read_by_all",
    "examples/signpost/tests/test_signpost.py::test_the_next_login_brings_what_is_new_and_the_account_stays",
    "examples/signpost/tests/test_signpost.py::test_who_has_several_roles_gets_in_with_the_one_she_chose",
    "sandbox/test_commands.py::test_a_build_that_was_killed_is_completed",
    "sandbox/test_commands.py::test_lost_secrets_are_told_and_a_reset_takes_the_sandbox_alone_away",
    "sandbox/test_commands.py::test_reset_builds_the_same_districts_with_other_secrets",
    "sandbox/test_completing.py::test_a_demo_that_moves_takes_every_redirect_uri_along",
    "sandbox/test_completing.py::test_an_old_sandbox_is_completed_and_keeps_its_secrets_and_its_feed",
    "kit/test_kit_benchmark.py::test_a_quick_run_gives_every_figure_of_the_kit",
    "sandbox/test_lantern_at_a_hub.py::test_after_every_step_the_source_says_what_is_served",
    "sandbox/test_lantern_at_a_hub.py::test_a_derived_district_is_served_as_its_source_lets_one_expect[lantern-scale",
    "unit/sandbox/admin/test_moving.py::test_every_mutation_of_every_scenario_is_carried_out",
    "unit/certification/browsing/test_visitors.py::test_a_button_outside_its_form_sends_it[browser",
    "unit/certification/browsing/test_visitors.py::test_a_loop_ends[browser",
    "unit/certification/browsing/test_visitors.py::test_a_page_that_drips_ends_in_time[browser",
    "unit/certification/browsing/test_visitors.py::test_a_page_that_is_too_large_is_not_read[browser",
    "unit/certification/browsing/test_visitors.py::test_garbage_is_an_answer_or_an_error_but_no_crash[browser",
    "unit/certification/browsing/test_visitors.py::test_what_hides_in_a_menu_can_be_pressed[browser",
    "unit/cli/test_tls.py::test_a_hub_serves_tls_with_the_certificate_that_it_was_given",
    "unit/operator/test_backups.py::test_a_backup_that_was_killed_is_none[sqlite-open",
    "unit/operator/test_backups.py::test_wherever_a_restore_is_killed_it_can_be_finished",
    "unit/sandbox/test_year.py::test_a_year_is_played_and_an_application_is_told",
    "unit/benchmarks/test_benchmarks.py::test_a_quick_run_gives_every_figure_of_a_load",
    "unit/foundation/test_outbound.py::test_silence_in_greeting_or_look_up_is_cut_off",
)
"""Beginnings of the names of what takes longest: on both stores it waits for the night. The
examples of the README are run by `make test` as well."""


def is_left_out(name: str, folder: str) -> bool:
    """Whether a test waits for the night: one of the longest, or PostgreSQL beyond the sample."""
    if f"{folder}::{name}".startswith(LATER):
        return True
    one_in = next((many for start, many in SAMPLED.items() if folder.startswith(start)), 1)
    if "postgresql" not in name or one_in == 1:
        return False
    return zlib.crc32(f"{folder}/{name}".encode()) % one_in != 0


def _place_of(path: Path) -> str:
    """Where a file lies in the folder of tests; for an example's, in the whole repository."""
    root = _ROOT if path.is_relative_to(_ROOT) else _ROOT.parent
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the sample, and say how many others were left out, unless it is night."""
    if os.environ.get("HYPOTHESIS_PROFILE") != "ci":
        return
    left_out = [item for item in items if is_left_out(item.name, _place_of(item.path))]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]
