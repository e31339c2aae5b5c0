"""What each warning of a normaliser means, for people: the text and the remedy (D-IN-5).

`{value}` is the raw value, `{sent}` what is sent instead, `{field}` the column.
"""

from typing import Final

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "attendance_status_unknown": (
        "“{value}” is no attendance status.",
        "Send Present, Absent or Tardy.",
    ),
    "attendance_type_unknown": (
        "“{value}” is no attendance type; it is derived from the row instead.",
        "Send daily or section, or leave the column out.",
    ),
    "contact_type_relationship": (
        "“{value}” is a relationship, not a type of contact; sent as {sent}.",
        "Put the relationship in Contact_relationship, and a type such as Emergency here.",
    ),
    "contact_type_translated": (
        "“{value}” is not spelled as the API spells it; sent as {sent}.",
        "Send Parent/Guardian, Emergency, Primary, Secondary, Family or Other.",
    ),
    "contact_type_unknown": (
        "“{value}” is no known type of contact; sent blank.",
        "Send Parent/Guardian, Emergency, Primary, Secondary, Family or Other.",
    ),
    "date_iso": (
        "“{value}” is written year first; sent as {sent}.",
        "Nothing need be done; M/D/YYYY is what Clever's format asks for.",
    ),
    "date_translated": (
        "“{value}” is a date in an unusual form; sent as {sent}.",
        "Send M/D/YYYY or YYYY-MM-DD, without a time.",
    ),
    "date_two_digit_year": (
        "“{value}” has a year of two digits; read as {sent}.",
        "Send the year with four digits.",
    ),
    "date_unreadable": (
        "“{value}” is no date; sent blank.",
        "Send M/D/YYYY or YYYY-MM-DD.",
    ),
    "disability_contradicts": (
        "“{value}” contradicts the disability type; sent as {sent}.",
        "Make Disability_type and Disability_code name the same disability.",
    ),
    "disability_unknown": (
        "“{value}” is no known disability; what is sent is “{sent}”.",
        "Send one of the 14 types or codes of the federal list, such as Autism or aut.",
    ),
    "dob_implausible": (
        "“{value}” makes a person who is unborn or a hundred years old; sent as {sent}.",
        "Correct the date of birth in the student system.",
    ),
    "email_without_at": (
        "“{value}” has no @, so it can be no e-mail address; sent as it is.",
        "Correct the address in the student system.",
    ),
    "flag_unknown": (
        "“{value}” is neither yes nor no; {field} is sent blank.",
        "Send Y or N.",
    ),
    "frl_translated": (
        "“{value}” is not spelled as the API spells it; sent as {sent}.",
        "Send Free, Reduced, Paid or Other.",
    ),
    "frl_unknown": (
        "“{value}” is no known lunch status; sent blank.",
        "Send Free, Reduced, Paid or Other.",
    ),
    "gender_translated": (
        "“{value}” is not spelled as the API spells it; sent as {sent}.",
        "Send M, F or X.",
    ),
    "gender_unknown": (
        "“{value}” is no known gender; sent blank.",
        "Send M, F or X.",
    ),
    "grade_translated": (
        "“{value}” is an unusual spelling of a grade; sent as {sent}.",
        "Send Kindergarten, 1 to 13, or one of the other grades of the format.",
    ),
    "grade_unknown": (
        "“{value}” is no known grade; sent as Other.",
        "Send Kindergarten, 1 to 13, or one of the other grades of the format.",
    ),
    "graduation_year_unreadable": (
        "“{value}” is no year of four digits; sent blank.",
        "Send the year with four digits, such as 2031.",
    ),
    "home_language_translated": (
        "“{value}” is another name or code of {sent}; sent as that.",
        "Send the language's name or three-letter code as the format lists it.",
    ),
    "home_language_unknown": (
        "“{value}” is not among the format's languages; sent as Other.",
        "Send the language's name or three-letter code as the format lists it.",
    ),
    "mdr_number_unreadable": (
        "“{value}” is no MDR number, which has digits only; left out.",
        "Correct the number, or leave the column out.",
    ),
    "nces_id_unreadable": (
        "“{value}” is no NCES school id, which has twelve digits; left out.",
        "Correct the id, or leave the column out.",
    ),
    "phone_extension": (
        "“{value}” has an extension; sent as it is.",
        "Nothing need be done, but an application may not be able to dial it.",
    ),
    "phone_type_unknown": (
        "“{value}” is no known kind of phone; sent as Other.",
        "Send Cell, Home, Work or Other.",
    ),
    "race_translated": (
        "“{value}” is not spelled as the API spells it; sent as {sent}.",
        "Send W, A, B, I, P or M, or the race's name as the format lists it.",
    ),
    "race_unknown": (
        "“{value}” is no known race; sent blank.",
        "Send W, A, B, I, P or M, or the race's name as the format lists it.",
    ),
    "relationship_unknown": (
        "“{value}” is no known relationship; sent blank.",
        "Send Parent, Grandparent, Self, Aunt/Uncle, Sibling or Other.",
    ),
    "staff_role_unknown": (
        "“{value}” is no role; this person is PortalOnly.",
        "Leave Role blank, or send School Tech Lead. A job title belongs in Title.",
    ),
    "subject_translated": (
        "“{value}” is none of the API's subjects; by its words or its course sent as {sent}.",
        "Nothing need be done if that is right; else send one of the eleven subjects.",
    ),
    "subject_unknown": (
        "“{value}” is none of the API's subjects and has no word of one; sent as other.",
        "Send one of the eleven subjects, such as math or science.",
    ),
}
