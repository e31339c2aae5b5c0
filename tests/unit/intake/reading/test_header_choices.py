"""What a district says of a header, and what stands in its file."""

from pathlib import Path

from homeroom.intake.mapping.sampling import sample
from homeroom.intake.reading.table import read_table


def test_what_is_chosen_for_a_header_holds_whatever_nobody_sees_in_it(tmp_path: Path) -> None:
    path = tmp_path / "enrollments.csv"
    path.write_text("School_id,Section_id,\u200bPupil\u00a0no\nS1,X1,K1\n", encoding="utf-8")
    header = sample(path).headers[2]
    assert "Pupil no" == header
    table = read_table(path, path.name, chosen={header.lower(): ("student_id",)})
    assert ["K1"] == table.frame["student_id"].to_list()
