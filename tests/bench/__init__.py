"""`make bench`: the promised numbers, each beside the limit measured in the same run.

A throw-away organisation with 100 000 cases is made on each database and served by the real web
server. One JSON line a figure goes to the output, a table for people to the error output.
"""
