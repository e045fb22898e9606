"""Tasks as they are read: their words, their repetition, a member's, a case's, a team's."""
