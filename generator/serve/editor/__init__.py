"""The editor of records in the preview: opens a record's own file, checks what is typed, saves it, sends it."""
