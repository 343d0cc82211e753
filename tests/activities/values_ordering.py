"""Every answer a pupil can have in ordering: all items, the fewer of the support form, or none."""

from hypothesis import strategies as st


def values(spec):
    ids = [item["id"] for item in spec["items"]]
    order = st.one_of(st.just([]), st.permutations(ids), st.permutations(spec["fewer"]))
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"order": order, **flags})
