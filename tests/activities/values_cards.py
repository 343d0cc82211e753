"""Every card a pupil can have made, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    chosen = {
        slot["id"]: st.sampled_from([option["id"] for option in slot["options"]])
        for slot in spec["slots"]
    }
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    parts = {"chosen": st.fixed_dictionaries({}, optional=chosen), **flags}
    return st.fixed_dictionaries({}, optional=parts)
