"""What an author uses: checks of content, catalogues for translators, a new lesson to start from."""
