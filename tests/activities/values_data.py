"""Every answer a pupil can have to a data detective, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    columns = {each["id"]: st.sampled_from(each["keys"]) for each in spec["columns"]}
    says = st.sampled_from(["yes", "no", "cannot-tell"])
    parts = {
        "filters": st.fixed_dictionaries({}, optional=columns),
        "by": st.sampled_from(list(columns)),
        "claims": st.fixed_dictionaries({}, optional={each["id"]: says for each in spec["claims"]}),
        "checked": st.booleans(),
        "fewer": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional=parts)
