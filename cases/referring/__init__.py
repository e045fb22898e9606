"""Referrals at work: what is picked, what is disclosed, how a partner opens it, how it is read."""
