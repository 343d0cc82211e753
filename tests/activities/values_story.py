"""Every way a pupil can have gone through a story, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    scenes = {scene["id"]: scene for scene in spec["scenes"]}

    @st.composite
    def way(draw):
        here, steps = scenes[spec["start"]], []
        for _ in range(draw(st.integers(0, 8))):
            if not here["choices"]:
                break
            choice = draw(st.sampled_from(here["choices"]))
            steps.append(f"{here['id']}.{choice['id']}")
            here = scenes[choice["leads"]]
        return steps

    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"way": way(), **flags})
