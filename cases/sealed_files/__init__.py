"""Documents of a case: what is kept of a file, its type, its danger, its picture, a clean copy.

Whatever reads the bytes of a file (:mod:`.examining`, :mod:`.drawing`) runs in the confined child.
"""
