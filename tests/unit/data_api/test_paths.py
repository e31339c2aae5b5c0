from homeroom.data_api.links import relations
from homeroom.data_api.paths import PATHS, is_lms, path_of
from homeroom.sharing.relations import RELATIONS


def test_there_are_42_paths() -> None:
    assert len({path.template for path in PATHS}) == len(PATHS) == 42


def test_every_path_is_found_in_any_case() -> None:
    for path in PATHS:
        words = [word for word in path.template.split("/") if word]
        assert path_of([word.upper() for word in words]) is path


def test_what_is_no_path_is_not_found() -> None:
    for words in ([], ["user"], ["users", "1", "teachers"], ["users", "1", "sections", "2"]):
        assert path_of(words) is None


def test_whatever_stands_below_a_record_is_known_to_the_view() -> None:
    below = {(path.above, path.relation): path.kind for path in PATHS if path.relation}
    assert below == {pair: relation.target for pair, relation in RELATIONS.items()}


def test_lms_paths_are_known() -> None:
    section = ["sections", "1"]
    assert is_lms([*section, "assignments"])
    assert is_lms([*section, "Assignments", "2", "submissions", "3"])
    assert not is_lms([*section, "users"])
    assert not is_lms([*section, "assignments", "2", "grades"])


def test_a_user_leads_where_all_roles_lead_together() -> None:
    def rels(*roles: str) -> tuple[str, ...]:
        held = ",".join(f'"{role}":{{}}' for role in roles)
        return relations("users", f'{{"id":"x","roles":{{{held}}}}}')

    assert rels("staff") == ("district", "schools")
    assert rels("district_admin") == ("district",)
    assert rels("contact") == ("district", "myStudents")
    assert rels("teacher", "staff", "district_admin") == (
        "district", "sections", "myStudents", "schools",
    )  # fmt: skip
