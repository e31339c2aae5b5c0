"""Reports of a certification run, rendered from its outcomes and its evidence, nothing else.

One document says everything (`report.json`); JUnit XML and the page for people are made from it,
and the archive holds all of them with a manifest. Badges are the hub's to give, of certificates.

Door: `document_of`, `written`, `exit_code_of`, `read_report`.
"""

from homeroom.certification.reports.archive import archived, read_report
from homeroom.certification.reports.document import document_of
from homeroom.certification.reports.verdicts import exit_code_of
from homeroom.certification.reports.writing import written

__all__ = ["archived", "document_of", "exit_code_of", "read_report", "written"]
