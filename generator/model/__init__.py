"""The data model: tables and fields, controlled lists, forms of identifiers."""
