"""MkDocs, which renders the prose and the theme: its configuration, its process, its Markdown guard."""
