"""Every answer a pupil can have to a rigged feed, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    def chosen(question):
        options = st.sampled_from([option["id"] for option in question["options"]])
        return st.lists(options, max_size=1)

    answers = {question["id"]: chosen(question) for question in spec["questions"]}
    parts = {
        "looking": st.sampled_from([*(each["id"] for each in spec["profiles"]), "all"]),
        "answers": st.fixed_dictionaries({}, optional=answers),
        "checked": st.booleans(),
        "fewer": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional=parts)
