"""What git and earlier sites tell: revisions, histories, changes."""
