"""What keeps a portal in order over the years: links, confirmations, migrations, new roots."""
