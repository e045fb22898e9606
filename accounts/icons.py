"""Our own icons: strokes on a 24 by 24 grid, drawn in the colour of the text around them."""

SHAPES = {
    "lock": '<rect x="5" y="11" width="14" height="9.5" rx="2"/>'
    '<path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20c.9-3.8 3.9-6 7.5-6s6.6 2.2 7.5 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.8-3.3 3.3-5.5 6.5-5.5s5.7 '
    '2.2 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.6c1.7 1 2.9 2.7 3.5 4.9"/>',
    "note": '<path d="M6 3.5h8.5L18.5 7.5v13H6zM9 11.5h6.5M9 15.5h4.5"/>',
    "warning": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "arrow": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "key": '<circle cx="8" cy="16" r="4"/><path d="M11 13 20 4M16 8l3 3"/>',
    "phone": '<path d="M6 3.5h3l1.7 4.3-2 1.7a12 12 0 0 0 5.8 5.8l1.7-2 4.3 1.7v3a2.5 '
    '2.5 0 0 1-2.7 2.5A15.5 15.5 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "home": '<path d="M4 11.5 12 4.5l8 7M6.5 9.5v10.5h11V9.5M10 20v-4.5a2 2 0 0 1 4 0V20"/>',
}

# These point along the line of reading, so they turn round in a right-to-left page.
TURNING = frozenset({"arrow", "phone"})
