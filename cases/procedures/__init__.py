"""Legal procedures and their days, worked out from rule packs. Free of the database.

``packs/`` holds the rules as data, each with its source and article; ``rules`` reads them,
``counting`` counts days, ``words`` is what is sealed of one person's procedure, and ``working_out``
puts them together.
"""
