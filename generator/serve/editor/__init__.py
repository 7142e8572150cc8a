"""The editor of records in the preview: opens a record's own file, judges what is typed, saves it, sends it."""
