"""Every path of certification, each with its one guard."""

from functools import partial
from typing import Final

from homeroom.certification.submissions.developing import files, live, mine, one, results, survey
from homeroom.certification.submissions.developing.frame import APP, ONE, TRAINING
from homeroom.certification.submissions.guard import (
    DOOR,
    REVIEWERS,
    app_form,
    app_page,
    app_upload,
    learner_form,
    learner_page,
    staff_form,
    staff_page,
)
from homeroom.certification.submissions.issuing import guides
from homeroom.certification.submissions.issuing import pages as issuing
from homeroom.certification.submissions.reviewing import deciding, evidence
from homeroom.certification.submissions.reviewing import pages as reviewing
from homeroom.certification.submissions.reviewing.frame import MAIL
from homeroom.certification.submissions.reviewing.frame import ONE as REVIEW
from homeroom.certification.submissions.running.routes import ROUTES as RUNNING
from homeroom.web.routes import Route, public

_POST: Final = ("POST",)

ROUTES: Final[tuple[Route, ...]] = (
    # Public: a certificate is for everybody, and being nobody is where signing in begins.
    public(guides.PATH, guides.show_guides, page=True),
    public(f"{guides.PATH}/{{guide}}", guides.show_guide, page=True),
    public(issuing.PATH, issuing.show_certificate, page=True),
    public(f"{issuing.PATH}/badge.svg", issuing.give_badge),
    public(f"{issuing.PATH}/badge.json", issuing.give_json),
    public(f"{issuing.PATH}/evidence.jwt", issuing.give_word),
    public(DOOR.login, DOOR.show, page=True),
    public(DOOR.login, DOOR.sign_in, _POST, body="memory", page=True),
    learner_page(TRAINING, mine.show_training),
    learner_form(TRAINING, mine.tick),
    app_page(APP, mine.show_submissions),
    app_form(APP, mine.begin),
    app_page(ONE, one.show_standing),
    app_form(f"{ONE}/check", one.check),
    app_form(f"{ONE}/submit", one.submit),
    app_form(f"{ONE}/withdraw", one.withdraw),
    app_form(f"{ONE}/again", one.begin_again),
    app_form(f"{ONE}/answer", one.reply),
    app_form(f"{ONE}/call", one.call),
    app_page(f"{ONE}/survey", survey.show_survey),
    app_page(f"{ONE}/survey/{{form}}", survey.show_form),
    app_form(f"{ONE}/survey/{{form}}", survey.save),
    app_page(f"{ONE}/files", files.show_files),
    app_upload(f"{ONE}/files", files.upload),
    app_page(f"{ONE}/files/agreement.pdf", files.download),
    app_page(f"{ONE}/runs", results.show_runs),
    app_page(f"{ONE}/history", results.show_history),
    app_page(f"{ONE}{live.BELOW}", live.show_live),
    app_form(f"{ONE}/production", live.make_production),
    app_form(f"{ONE}{live.BELOW}", live.go_live),
    staff_page(REVIEWERS, reviewing.show_waiting),
    staff_page(MAIL, reviewing.show_mail),
    staff_page(REVIEW, reviewing.show_submission),
    staff_page(f"{REVIEW}/evidence.tar.gz", reviewing.give_archive),
    staff_page(f"{REVIEW}/evidence", evidence.show_evidence),
    staff_page(f"{REVIEW}/evidence/file", evidence.give_file),
    staff_page(f"{REVIEW}/agreement.pdf", reviewing.give_agreement),
    staff_form(f"{REVIEW}/take", deciding.take),
    staff_form(f"{REVIEW}/verdict", deciding.judge),
    staff_form(f"{REVIEW}/ask", deciding.ask),
    staff_form(f"{REVIEW}/rerun", deciding.ask_run),
    staff_form(f"{REVIEW}/changes", deciding.request_changes),
    staff_form(f"{REVIEW}/reject", deciding.reject),
    staff_form(f"{REVIEW}/certify", deciding.certify),
    staff_form(f"{REVIEW}/publish", deciding.publish),
    staff_form(f"{REVIEW}/suspend", partial(deciding.stop, "suspended")),
    staff_form(f"{REVIEW}/revoke", partial(deciding.stop, "revoked")),
    *RUNNING,
)
