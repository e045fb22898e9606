"""What the pages are held against: the same template with the same plaintext, and nothing else.

No middleware, no session, no gate, no audit row, no decryption: one indexed query for the rows,
and the template.
"""
