"""The words of buttons and labels that every kind shares, in English. Catalogues translate them."""

from __future__ import annotations

from safer_communities.language import N_

COMMON = {
    "check": N_("Check my answers"),
    "done": N_("Done"),
    "finish": N_("I have finished this part"),
    "again": N_("Change my answers"),
    "allRight": N_("Yes. Everything here fits."),
    "someRight": N_("{right} of {of} fit so far."),
    "lookAgain": N_(
        "Read the notes marked with an exclamation mark, then change what you want to."
    ),
    "thanks": N_("Thank you. There is no right or wrong answer here."),
    "handed": N_("Your answer is in."),
    "yes": N_("Yes."),
    "lookHere": N_("Look again."),
    "notYet": N_("There is no answer here yet."),
    "locked": N_("Eyes up. Your teacher has paused this part. Your answers are safe."),
    "closed": N_("Your teacher has not opened this part yet."),
    "over": N_("The class is over. You cannot change your answers now."),
    "kept": N_("Kept on this device"),
    "full": N_("This device has no room to keep your work. Print it at the end."),
    "saving": N_("Saving…"),
    "saved": N_("Saved"),
    "waiting": N_("Not saved yet. It will be sent when the connection is back."),
    "held": N_("Not saved yet. It will be sent when your teacher opens this part again."),
    "refused": N_("This could not be saved. Ask your teacher for help."),
}
