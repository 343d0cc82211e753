"""Every answer a pupil can have to questions with options, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    def chosen(question):
        options = st.sampled_from([option["id"] for option in question["options"]])
        most = None if spec["mode"] == "many" else 1
        return st.lists(options, unique=True, max_size=most)

    answers = {question["id"]: chosen(question) for question in spec["questions"]}
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    parts = {"answers": st.fixed_dictionaries({}, optional=answers), **flags}
    return st.fixed_dictionaries({}, optional=parts)
