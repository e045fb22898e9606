"""What a volunteer is given for one task, and what they report back."""
