"""Every way to link the cards and to choose what is missing, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    patterns = [pattern["id"] for pattern in spec["patterns"] if pattern["id"] != "none"]
    alone = [["none"]] if len(patterns) < len(spec["patterns"]) else []
    several = st.lists(st.sampled_from(patterns), unique=True, max_size=3).map(sorted)
    # Links that fit are rare by chance alone: half of the answers have many of them.
    fitting = {
        card["id"]: sorted(each["id"] for each in spec["patterns"] if card["id"] in each["cards"])
        if all("cards" in each for each in spec["patterns"])
        else []
        for card in spec["cards"]
    }
    anyhow = {name: st.one_of(several, *map(st.just, alone)) for name in fitting}
    mostly = {name: st.just(linked) if linked else anyhow[name] for name, linked in fitting.items()}
    links = st.one_of(
        st.fixed_dictionaries({}, optional=anyhow),
        st.fixed_dictionaries({}, optional=mostly),
        st.fixed_dictionaries(mostly),
    )
    missing = st.lists(st.sampled_from([each["id"] for each in spec["missing"]]), unique=True)
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries(
        {}, optional={"links": links, "missing": missing.map(sorted), **flags}
    )
