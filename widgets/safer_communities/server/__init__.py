"""The server: Voila's application with our pages. Imported only to serve; a notebook never needs it."""
