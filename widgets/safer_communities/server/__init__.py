"""The server: Voila's application with our pages. Only serving imports it; a notebook never."""
