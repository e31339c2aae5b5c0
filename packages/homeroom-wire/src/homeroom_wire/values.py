"""Every enumeration of the wire, spelled exactly as it is sent (data-api.md 4.3, 4.4).

The tuples hold the values without the blank; `allows_blank` says where `""` may stand too.
A few values exist only from v3.1 on: `values_of` and `as_seen_in` are the one place that knows.
"""

from typing import Final, Literal

Version = Literal["v3.0", "v3.1"]

VERSIONS: Final[tuple[Version, ...]] = ("v3.0", "v3.1")

GRADES: Final = (
    "InfantToddler",
    "Preschool",
    "PreKindergarten",
    "TransitionalKindergarten",
    "Kindergarten",
    *(str(year) for year in range(1, 14)),
    "PostGraduate",
    "Ungraded",
    "Other",
)
"""Lowest first."""

SUBJECTS: Final = (
    "english/language arts",
    "math",
    "science",
    "social studies",
    "language",
    "homeroom/advisory",
    "interventions/online learning",
    "technology and engineering",
    "PE and health",
    "arts and music",
    "other",
)
GENDERS: Final = ("M", "F", "X")
RACES: Final = (
    "Caucasian",
    "Asian",
    "Black or African American",
    "American Indian",
    "Hawaiian or Other Pacific Islander",
    "Two or More Races",
    "Unknown",
)
FLAGS: Final = ("Y", "N")
FRL_STATUSES: Final = ("Free", "Reduced", "Paid", "Other")
PHONE_TYPES: Final = ("Cell", "Home", "Work", "Other")
RELATIONSHIPS: Final = ("Parent", "Grandparent", "Self", "Aunt/Uncle", "Sibling", "Other")
CONTACT_TYPES: Final = (
    "Parent/Guardian",
    "Emergency",
    "Primary",
    "Secondary",
    "Family",
    "Other",
)
DISTRICT_STATES: Final = ("running", "pending", "error", "paused", "success")
LOGIN_METHODS: Final = (
    "Clever Badges",
    "Canvas",
    "Clever Passwords",
    "Google",
    "LDAP",
    "SAML",
    "Other",
)
LMS_STATES: Final = (
    "initial_sync_processing",
    "pending_authorization",
    "matching_in_progress",
    "error",
    "disconnected",
    "success",
)
LMS_TYPES: Final = ("canvas", "schoology", "google_classroom")
STAFF_ROLES: Final = ("PortalOnly", "SchoolTechLead")
ROLES: Final = ("student", "teacher", "staff", "district_admin", "contact")
RESOURCE_ROLES: Final = ("teacher", "student")
ATTENDANCE_STATUSES: Final = ("present", "absent", "tardy")
ATTENDANCE_TYPES: Final = ("daily", "section")

DISABILITIES: Final[tuple[tuple[str, str], ...]] = (
    ("aut", "Autism"),
    ("db", "Deaf-blindness"),
    ("dd", "Developmental delay"),
    ("emn", "Emotional disturbance"),
    ("hi", "Hearing impairment"),
    ("id", "Intellectual Disability"),
    ("md", "Multiple disabilities"),
    ("oi", "Orthopedic impairment"),
    ("other", "Other"),
    ("ohi", "Other health impairment"),
    ("sld", "Specific learning disability"),
    ("sli", "Speech or language impairment"),
    ("tbi", "Traumatic brain injury"),
    ("vi", "Visual impairment"),
)
"""Code and type, in step (data-api.md 4.3)."""

LANGUAGES_V30: Final = (
    "English", "Albanian", "Amharic", "Arabic", "Bengali", "Bosnian", "Burmese", "Cantonese",
    "Chinese", "Dutch", "Farsi", "French", "German", "Hebrew", "Hindi", "Hmong", "Ilocano",
    "Japanese", "Javanese", "Karen", "Khmer", "Korean", "Laotian", "Latvian", "Malay", "Mandarin",
    "Nepali", "Oromo", "Polish", "Portuguese", "Punjabi", "Romanian", "Russian", "Samoan",
    "Serbian", "Somali", "Spanish", "Swahili", "Tagalog", "Tamil", "Telugu", "Thai", "Tigrinya",
    "Turkish", "Ukrainian", "Urdu", "Vietnamese",
)  # fmt: skip

LANGUAGES: Final[tuple[tuple[str, str], ...]] = (
    ("afr", "Afrikaans"), ("amh", "Amharic"), ("ara", "Arabic"), ("asm", "Assamese"),
    ("aym", "Aymara"), ("aze", "Azerbaijani"), ("bak", "Bashkir"), ("bam", "Bambara"),
    ("bel", "Belarusian"), ("ben", "Bengali"), ("bho", "Bhojpuri"), ("bod", "Tibetan"),
    ("bos", "Bosnian"), ("bul", "Bulgarian"), ("cat", "Catalan"), ("ceb", "Cebuano"),
    ("ces", "Czech"), ("chk", "Chuukese"), ("ckb", "Kurdish (Sorani)"), ("cmn", "Mandarin"),
    ("cos", "Corsican"), ("cpp", "Cabo Verdean"), ("cym", "Welsh"), ("dan", "Danish"),
    ("deu", "German"), ("dgo", "Dogri"), ("div", "Divehi"), ("dsb", "Lower Sorbian"),
    ("ell", "Greek"), ("eng", "English"), ("est", "Estonian"), ("eus", "Basque"), ("ewe", "Ewe"),
    ("fao", "Faroese"), ("fas", "Farsi"), ("fij", "Fijian"), ("fil", "Filipino"),
    ("fin", "Finnish"), ("fra", "French"), ("fry", "Frisian"), ("gla", "Scots Gaelic"),
    ("gle", "Irish"), ("glg", "Galician"), ("grn", "Guarani"), ("guj", "Gujarati"),
    ("hat", "Haitian Creole"), ("hau", "Hausa"), ("haw", "Hawaiian"), ("heb", "Hebrew"),
    ("hin", "Hindi"), ("hmn", "Hmong"), ("hrv", "Croatian"), ("hsb", "Upper Sorbian"),
    ("hun", "Hungarian"), ("hye", "Armenian"), ("ibo", "Igbo"), ("ikt", "Inuinnaqtun"),
    ("iku", "Inuktitut"), ("ilo", "Ilocano"), ("ind", "Indonesian"), ("isl", "Icelandic"),
    ("ita", "Italian"), ("jav", "Javanese"), ("jpn", "Japanese"), ("kan", "Kannada"),
    ("kar", "Karen"), ("kat", "Georgian"), ("kaz", "Kazakh"), ("khm", "Khmer"),
    ("kin", "Kinyarwanda"), ("kir", "Kyrgyz"), ("knn", "Konkani"), ("kor", "Korean"),
    ("kri", "Krio"), ("kur", "Kurdish (Kurmanji)"), ("lao", "Laotian"), ("lav", "Latvian"),
    ("lin", "Lingala"), ("lit", "Lithuanian"), ("ltz", "Luxembourgish"), ("lug", "Luganda"),
    ("lus", "Mizo"), ("mah", "Marshallese"), ("mai", "Maithili"), ("mal", "Malayalam"),
    ("mar", "Marathi"), ("mkd", "Macedonian"), ("mlg", "Malagasy"), ("mlt", "Maltese"),
    ("mni", "Manipuri"), ("mon", "Mongolian"), ("mri", "Maori"), ("msa", "Malay"),
    ("mya", "Burmese"), ("nep", "Nepali"), ("nld", "Dutch"), ("nob", "Norwegian"),
    ("nso", "Northern Sotho"), ("nya", "Chichewa"), ("ori", "Odia"), ("orm", "Oromo"),
    ("other", "Other"), ("otq", "Queretaro Otomi"), ("pan", "Punjabi"), ("pol", "Polish"),
    ("por", "Portuguese"), ("prs", "Dari"), ("pus", "Pashto"), ("que", "Quechua"),
    ("ron", "Romanian"), ("run", "Kirundi"), ("rus", "Russian"), ("sin", "Sinhala"),
    ("slk", "Slovak"), ("slv", "Slovenian"), ("smo", "Samoan"), ("sna", "Shona"),
    ("snd", "Sindhi"), ("som", "Somali"), ("sot", "Sesotho"), ("spa", "Spanish"),
    ("sqi", "Albanian"), ("srp", "Serbian"), ("sun", "Sundanese"), ("swa", "Swahili"),
    ("swe", "Swedish"), ("tah", "Tahitian"), ("tam", "Tamil"), ("tat", "Tatar"), ("tel", "Telugu"),
    ("tgk", "Tajik"), ("tgl", "Tagalog"), ("tha", "Thai"), ("tir", "Tigrinya"), ("ton", "Tongan"),
    ("tsn", "Setswana"), ("tso", "Tsonga"), ("tuk", "Turkmen"), ("tur", "Turkish"), ("twi", "Twi"),
    ("uig", "Uyghur"), ("ukr", "Ukrainian"), ("urd", "Urdu"), ("uzb", "Uzbek"),
    ("vie", "Vietnamese"), ("xho", "Xhosa"), ("yid", "Yiddish"), ("yor", "Yoruba"),
    ("yua", "Yucatec Maya"), ("yue", "Cantonese"), ("zho", "Chinese"), ("zul", "Zulu"),
)  # fmt: skip
"""Code and name of the 152 languages of v3.1 (data-api.md 4.4)."""

_NAMED: Final[dict[str, tuple[str, ...]]] = {
    "grade": GRADES,
    "subject": SUBJECTS,
    "gender": GENDERS,
    "race": RACES,
    "flag": FLAGS,
    "frl_status": FRL_STATUSES,
    "disability_code": tuple(code for code, _ in DISABILITIES),
    "disability_type": tuple(kind for _, kind in DISABILITIES),
    "phone_type": PHONE_TYPES,
    "relationship": RELATIONSHIPS,
    "contact_type": CONTACT_TYPES,
    "district_state": DISTRICT_STATES,
    "login_method": LOGIN_METHODS,
    "lms_state": LMS_STATES,
    "lms_type": LMS_TYPES,
    "staff_role": STAFF_ROLES,
    "role": ROLES,
    "resource_role": RESOURCE_ROLES,
    "attendance_status": ATTENDANCE_STATUSES,
    "attendance_type": ATTENDANCE_TYPES,
    "home_language": tuple(name for _, name in LANGUAGES),
    "home_language_code": tuple(code for code, _ in LANGUAGES),
}

_NEVER_BLANK: Final = frozenset(
    {
        "attendance_status",
        "attendance_type",
        "disability_code",
        "disability_type",
        "home_language_code",
        "login_method",
        "resource_role",
        "role",
        "staff_role",
    }
)

ENUMERATIONS: Final = tuple(_NAMED)


def values_of(enumeration: str, version: Version = "v3.1") -> tuple[str, ...]:
    """The values a version sends, without the blank (data-api.md 4.3)."""
    if version == "v3.0":
        if enumeration == "frl_status":
            return FRL_STATUSES[:3]
        if enumeration == "home_language":
            return LANGUAGES_V30
    return _NAMED[enumeration]


def allows_blank(enumeration: str, version: Version = "v3.1") -> bool:
    """Whether `""` may stand for a value.

    The language name is the odd one: v3.1 has no blank in its list, v3.0 has (ruling R17).
    """
    if enumeration == "home_language":
        return version == "v3.0"
    return enumeration not in _NEVER_BLANK


def as_seen_in(version: Version, enumeration: str, value: str) -> str:
    """The value as a reader of that version may see it: what v3.0 does not know is blank.

    A v3.0 reader never sees `frl_status: Other` nor a language outside its list
    (data-api.md 4.3, last line).
    """
    if version == "v3.0" and value not in values_of(enumeration, version):
        return ""
    return value
