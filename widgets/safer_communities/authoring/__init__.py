"""What an author uses: checks of content, catalogues for translators, a lesson to begin from."""
