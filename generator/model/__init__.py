"""The data model: tables and fields, controlled lists, the forms of identifiers."""
