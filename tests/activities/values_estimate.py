"""Every answer a pupil can have in estimate, whole or half done."""

from hypothesis import strategies as st


def values(spec):
    def number(guess):
        return st.sampled_from(range(guess["low"], guess["high"] + 1, guess["step"]))

    guesses = st.fixed_dictionaries(
        {}, optional={guess["id"]: number(guess) for guess in spec["guesses"]}
    )
    flags = {"checked": st.booleans(), "fewer": st.booleans()}
    return st.fixed_dictionaries({}, optional={"guesses": guesses, **flags})
