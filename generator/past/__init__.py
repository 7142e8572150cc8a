"""What git and earlier sites say: revisions, histories, what changed."""
