"""People who may not be named, and how to find them in any text: one matcher for the gate and the audit."""
