"""Every practice call a pupil can have made, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    def chosen(question):
        return st.sampled_from([option["id"] for option in question["options"]])

    replies = {question["id"]: chosen(question) for question in spec["operator"]}
    parts = {
        "first": chosen(spec["first"]),
        "dialled": st.from_regex(r"[0-9]{1,11}", fullmatch=True),
        "replies": st.fixed_dictionaries({}, optional=replies),
        "checked": st.booleans(),
        "fewer": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional=parts)
