"""People who may not be named, and how they are found in any text: one matcher for the gate and the audit."""
