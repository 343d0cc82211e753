"""Everything a private note lets go of: that the pupil has finished, and no more."""

from hypothesis import strategies as st


def values(spec):  # noqa: ARG001 (the shape all kinds share)
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional=flags)
