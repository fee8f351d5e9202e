"""The shapes of an edition's files as JSON schemas, and the names the code knows how to follow."""

from cluster_selection.languages import LANGUAGES

KEY = "edition.yaml"
FILES = {  # part of the data → file
    "edition": "edition.yaml",
    "terms": "terms.yaml",
    "acts": "acts.yaml",
    "policies": "policies.yaml",
    "checklist": "checklist.yaml",
    "annex3": "annex3.yaml",
    "participants": "participants.yaml",
    "members": "members.yaml",
    "criteria": "criteria.yaml",
}
TEXTS = {language: f"text.{language}.md" for language in LANGUAGES}

TERMS = ("notice", "acceptance", "check", "forward", "analysis", "hand_over", "refer", "publish")
TABLES = (
    "members",
    "projects",
    "financing",
    "indicators",
    "support_measures",
    "problems",
    "yearly_figures",
)
PARTICIPANTS = ("GROUP", "CHAMBER", "SPK", "SEZ_COMPANY", "BUSINESS_ASSOCIATION")
# What the code can do. Another setting would be followed by nobody, so it is refused.
SETTINGS = {
    "T1": ("not_counted", "counted"),
    "T2": ("later", "internet_only"),
    "T3": ("refuse", "roll"),
    "T4": ("batch", "per_application"),
    "T5": ("roll_forward", "no_roll"),
    "T6": ("last_conclusion", "each_conclusion", "end_of_hand_over"),
    "T7": ("postmark", "arrival"),
    "T8": ("restarts", "runs_on"),
    "T9": ("next_working_day", "same_day"),
    "T11": ("file_nevertheless", "refuse"),
    "T12": ("portal", "official_page"),
    "T13": ("awaited", "not_required"),
    "T14": ("head_with_reason", "silence_is_compliance"),
    "T15": ("by_decision_anew", "never_anew"),
    "T16": ("no", "yes"),
    "T17": ("marked", "defect"),
    "T18": ("intention", "sufficient"),
}


def _shape(required: dict, optional: dict | None = None) -> dict:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string", "pattern": r"\S"}
WORDS = _shape(dict.fromkeys(LANGUAGES, TEXT))
CLAUSE = {"type": "string", "pattern": r"^(\d+(\(\d+\))?|annex\d+|order)$"}
SLUG = {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
CODE = {"type": "string", "pattern": r"^[A-Za-z0-9_.]+$", "maxLength": 40}
NUMBER = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
ACT_OF_LAW = _shape(
    {"kind": WORDS, "issuer": WORDS, "number": TEXT, "day": DAY},
    {"registration_number": TEXT, "registered_on": DAY, "note": WORDS},
)
TERM = _shape(
    {
        "clause": CLAUSE,
        "amount": {"type": ["integer", "null"], "minimum": 1, "maximum": 366},
        "unit": {"enum": ["working_days", "calendar_days"]},
        "bound": {"enum": ["at_most", "at_least"]},
        "kind": {"enum": ["gate", "duty"]},
        "office": {"enum": ["APPLICANTS", "ORGANISER", "INSTITUTE", "COMMISSION"]},
        "count_event_day": {"type": "boolean"},
        "names": WORDS,
        "counted_from": WORDS,
    }
)


def _policy_shape(settings: tuple[str, ...]) -> dict:
    return _shape(
        {
            "clause": CLAUSE,
            "setting": {"enum": list(settings)},
            "recommended": {"enum": list(settings)},
            "question": WORDS,
            "options": _shape(dict.fromkeys(settings, WORDS)),
            "reason": WORDS,
        }
    )


def _list_of(shape: dict) -> dict:
    return {"type": "array", "items": shape, "minItems": 1}


def _kinds(key: dict) -> dict:
    return _shape({"clause": CLAUSE, "kinds": _list_of(_shape({"key": key, "name": WORDS, "words": WORDS}))})


_HEADING = _shape(
    {
        "number": NUMBER,
        "words": WORDS,
        "items": _list_of(
            _shape(
                {"key": CODE, "number": NUMBER, "title": WORDS, "words": WORDS},
                {
                    "tables": {"type": "array", "items": {"enum": list(TABLES)}, "uniqueItems": True},
                    "max_characters": {"type": "integer", "minimum": 1},
                },
            )
        ),
    }
)
SHAPES = {
    "edition": _shape(
        {
            "key": SLUG,
            "title": WORDS,
            "short": WORDS,
            "order": ACT_OF_LAW,
            "amendments": {"type": "array", "items": ACT_OF_LAW},
            "in_force_from": DAY,
            "status": WORDS,
        },
        {
            "in_force_from_note": WORDS,
            "in_force_until": DAY,
            "repealed_by": ACT_OF_LAW,
            "ended": WORDS,
            "text_note": WORDS,
            "requisites_only": {"type": "boolean"},
            "artificial": {"type": "boolean"},
        },
    ),
    "terms": _shape(dict.fromkeys(TERMS, TERM)),
    "acts": {
        "type": "object",
        "propertyNames": {"pattern": r"^[a-z_]+\.[a-z_]+$"},
        "additionalProperties": CLAUSE,
        "minProperties": 1,
    },
    "policies": _shape({key: _policy_shape(settings) for key, settings in SETTINGS.items()}),
    "checklist": _list_of(
        _shape(
            {
                "key": CODE,
                "names": WORDS,
                "lines": _list_of(
                    _shape(
                        {"key": CODE, "clause": CLAUSE, "computed": {"type": "boolean"}, "words": WORDS},
                        {"item": CODE},
                    )
                ),
            }
        )
    ),
    "annex3": _shape(
        {
            "clause": CLAUSE,
            "max_characters": {"type": "integer", "minimum": 1},
            "tables": _shape(dict.fromkeys(TABLES, WORDS)),
            "main": _list_of(_HEADING),
            "additional": {"type": "array", "items": _HEADING},
        }
    ),
    "participants": _kinds({"enum": list(PARTICIPANTS)}),
    "members": _kinds(CODE),
    "criteria": _shape(
        {
            "clause": CLAUSE,
            "lead": WORDS,
            "note": WORDS,
            "criteria": _list_of(
                _shape(
                    {"key": CODE, "number": NUMBER, "words": WORDS},
                    {"parts": _list_of(_shape({"key": CODE, "number": NUMBER, "words": WORDS}))},
                )
            ),
        }
    ),
}
