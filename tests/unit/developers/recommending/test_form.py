"""A developer writes the rules that she recommends in a form, as a district writes its own."""

from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

import pytest

from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import Published
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.drafting import Selection
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.support.portals import MARK
from tests.unit.developers.workshop import Desk, Workshop, make
from tests.unit.districts.sharing.desk import sheets_of, typed_into

SIXTH = Rule("student", (Filter("grade", "equals_any", ("6",)),))


@dataclass
class Editor:
    """A developer at the page of her recommendation."""

    workshop: Workshop
    desk: Desk
    app: str

    @property
    def path(self) -> str:
        return f"/developers/apps/{self.app}/recommendation"

    @property
    def text(self) -> str:
        return unescape(self.desk.text)

    @property
    def trouble(self) -> str:
        """The summary of what is wrong."""
        return self.text.partition('role="alert"')[2].partition("</div>")[0]

    def opens(self) -> str:
        return self.desk.shown(self.path)

    def presses(self, do: str, /, **typed: str | list[str]) -> int:
        """Send the form as the page holds it; what is typed has `-` where a name here has `_`."""
        sheet = sheets_of(self.desk.page)[-1]
        assert do in [value for _, value, _ in sheet.buttons], (do, sheet.buttons)
        named = {name.replace("_", "-"): value for name, value in typed.items()}
        return self.sends([*typed_into(sheet.pairs, named), ("do", do)])

    def sends(self, pairs: list[tuple[str, str]]) -> int:
        return self.desk.ask(self.path, "POST", urlencode(pairs).encode()).status

    def forges(self, **typed: str) -> int:
        """Send what no page of ours would."""
        named = {name.replace("_", "-"): value for name, value in typed.items()}
        return self.sends([*({"csrf": self.desk.csrf, "kind": "rules"} | named).items()])

    def published(self) -> list[Published]:
        with self.workshop.hub.parts.store.roster.reading() as session:
            return published(session, self.app)

    def share(self) -> Share | None:
        return self.published()[-1].share


@pytest.fixture
def editor(workshop: Workshop) -> Editor:
    desk = workshop.developer()
    one = Editor(workshop, desk, make(desk, "Reader").id)
    assert "Districts choose by themselves." in one.opens()
    return one


def a_filter(editor: Editor, field: str) -> None:
    assert 200 == editor.presses("add-filter", new_filter=field)


def test_several_rules_with_several_filters_and_options_are_published(editor: Editor) -> None:
    editor.presses("add-rule", new_rule="student")
    a_filter(editor, "grade")
    assert 200 == editor.presses("add-filter", new_filter="ext.Bus", f0_values="6; 7; 6")
    editor.presses(
        "add-rule", new_rule="staff", sections="yes", f1_operator="not_contains", f1_values="No 9"
    )
    assert (
        "Students: grade equals any of 6; 7 and ext.Bus does not contain No 9,"
        " with their sections and the teachers of these"
    ) in editor.text
    a_filter(editor, "title")
    editor.presses("add-rule", new_rule="section", f0_values="Nurse\nCoach", brings="none")
    assert "Staff: title equals any of Nurse; Coach, bringing no schools" in editor.text
    assert 303 == editor.presses("publish", note="Pilot", also=[])
    filters = (
        Filter("ext.Bus", "not_contains", ("No 9",)),
        Filter("grade", "equals_any", ("6", "7")),
    )
    staff = Rule("staff", (Filter("title", "equals_any", ("Coach", "Nurse")),), schools="none")
    share = editor.share()
    assert share is not None
    assert not share.contacts
    expected = {Rule("student", filters, sections=True), staff, Rule("section")}
    assert expected == {
        Rule(one.kind, tuple(sorted(one.filters, key=str)), one.sections, one.schools)
        for one in share.rules
    }


def test_filters_and_rules_are_removed_and_the_rest_stays_as_typed(editor: Editor) -> None:
    editor.presses("add-rule", new_rule="student")
    a_filter(editor, "gender")
    a_filter(editor, "grade")
    assert 200 == editor.presses("remove-filter:0", f0_values="F", f1_values="6")
    assert "Filter 1: <bdi>grade</bdi>" in editor.text
    assert ">6</textarea>" in editor.text
    editor.presses("add-rule", new_rule="teacher")
    editor.presses("remove:1")
    assert "Students: grade equals any of 6" in editor.text
    assert "Rule 2" not in editor.text
    editor.presses("refresh", kind="district")
    assert 'name="new-rule"' not in editor.text
    editor.presses("refresh", kind="rules")
    assert 303 == editor.presses("publish")
    assert Share("rules", rules=(SIXTH,)) == editor.share()
    editor.opens()
    editor.presses("open:0")
    editor.presses("refresh", kind="district", f0_values="7; 8")
    editor.presses("refresh", also=["staff"])
    editor.presses("refresh", kind="rules")
    assert "Students: grade equals any of 7; 8" in editor.text
    assert 303 == editor.presses("publish", kind="district")
    assert Share("district", staff=True, contacts=False) == editor.share()


def test_what_is_wrong_names_rule_field_and_remedy_and_all_is_kept(editor: Editor) -> None:
    assert 400 == editor.presses("publish", note="Pilot")
    assert "There is no rule yet. Add one, or recommend the whole district." in editor.text
    editor.presses("add-rule", new_rule="section")
    editor.presses("add-rule", new_rule="student")
    for wrong in ("shoe", "", "ext."):
        assert 400 == editor.presses("add-filter", new_filter=wrong)
        assert f'Rule 2 (student): there is no field "{wrong}". Take one of school' in editor.text
        assert 'href="#new-filter"' in editor.text
    a_filter(editor, "email")
    assert 400 == editor.presses("publish", f0_operator="contains", f0_values="")
    assert "Rule 2 (student), email contains: there is no value. Give at least one" in editor.text
    assert 'href="#f0-values"' in editor.text
    assert 400 == editor.presses("publish", f0_values="one; two")
    assert "email contains: takes one value, 2 were given. Use" in editor.text
    assert ">one\ntwo</textarea>" in editor.text
    assert '<option value="contains" selected>' in editor.text
    assert 'value="Pilot"' in editor.text
    assert 400 == editor.presses("publish", f0_operator="contains_any", note="n" * 301)
    assert "Use at most 300 characters." in editor.text
    assert [] == editor.published()


def test_a_form_that_was_bent_is_refused_by_name(editor: Editor) -> None:
    held = Selection((SIXTH,)).held
    written = {"rules": held, "opened": "0", "f0_field": "grade", "f0_values": "6"}
    assert 400 == editor.forges(do="publish", **written, f0_operator="equals")
    assert 'Rule 1 (student), grade: there is no operator "equals". Take one of' in editor.text
    assert 'href="#f0-operator"' in editor.text
    assert 400 == editor.forges(do="publish", rules=held.replace("grade", "shoe"))
    assert 'Rule 1 (student): there is no field "shoe"' in editor.text
    assert 400 == editor.forges(do="add-rule", new_rule="pupil")
    assert "Choose whom the rule selects: Students, Teachers" in editor.text
    assert 400 == editor.forges(do="publish", rules=held, kind="schools")
    assert "Choose the whole district, or rules." in editor.text
    assert 400 == editor.forges(**{"do": "publish", "rules": held, "for": "f" * 24})
    assert "Choose all districts, or one that is connected." in editor.text
    for bent in ("[", '[{"kind": "pupil"}]', '[{"kind": "student", "filters": 1}]'):
        assert 400 == editor.forges(do="publish", rules=bent)
        assert "The form could not be read." in editor.text
    assert [] == editor.published()


def test_markup_in_fields_and_values_is_text(editor: Editor) -> None:
    editor.presses("add-rule", new_rule="student")
    a_filter(editor, f"ext.{MARK}")
    editor.presses("publish", f0_values=MARK, f0_operator="contains", new_filter=MARK)
    editor.opens()
    raw = editor.desk.page.body.decode()
    assert f"ext.{MARK} contains {MARK}" in editor.text
    editor.presses("open:0")
    raw += editor.desk.page.body.decode()
    assert f"<bdi>ext.{MARK}</bdi>" in editor.text
    assert 400 == editor.presses("add-filter", new_filter=MARK)
    raw += editor.desk.page.body.decode()
    assert f'there is no field "{MARK}"' in editor.trouble
    assert MARK not in raw
    share = editor.share()
    assert share is not None
    assert (Filter(f"ext.{MARK}", "contains", (MARK,)),) == share.rules[0].filters


def test_a_form_that_another_version_overtook_publishes_nothing(editor: Editor) -> None:
    editor.presses("add-rule", new_rule="student")
    a_filter(editor, "grade")
    stale = sheets_of(editor.desk.page)[-1].pairs
    assert 303 == editor.presses("publish", f0_values="6")
    # The form of another tab is worked on: it goes on knowing only what it showed at first.
    first = dict(stale) | {"f0-values": "6"}
    assert 303 == editor.sends([*first.items(), ("do", "publish")])
    assert "said=already" in editor.desk.page.headers["location"]
    assert 200 == editor.sends([*(first | {"f0-values": "7"}).items(), ("do", "close")])
    assert 409 == editor.presses("publish")
    assert "Students: grade equals any of 7" in editor.text
    assert 1 == len(editor.published())
    assert 303 == editor.presses("publish"), editor.trouble
    assert [1, 2] == [one.version for one in editor.published()]
    assert "version 2" in editor.opens()
    assert 303 == editor.presses("back")
    assert "Districts choose by themselves." in editor.opens()
