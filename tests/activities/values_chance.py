"""Every answer a pupil can have to a chance lab, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    says = st.sampled_from(["yes", "no", "cannot-tell"])
    claims = st.fixed_dictionaries({}, optional={each["id"]: says for each in spec["claims"]})
    flags = {"claims": claims, "checked": st.booleans(), "fewer": st.booleans()}
    boxes = {"seed": st.integers(0, 2**32 - 1), "opened": st.integers(0, 500)}
    return st.fixed_dictionaries({}, optional=flags) | st.fixed_dictionaries(boxes, optional=flags)
