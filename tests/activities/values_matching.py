"""Every answer a pupil can have in matching, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    answer = st.sampled_from([answer["id"] for answer in spec["answers"]])
    matched = st.fixed_dictionaries({}, optional={item["id"]: answer for item in spec["items"]})
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"matched": matched, **flags})
