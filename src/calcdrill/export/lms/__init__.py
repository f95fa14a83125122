"""Questions for learning management systems: what each of the formats of ``export.formats`` for them is made from.

Pages (one a version) ─► questions ─► moodle, stack, canvas, qti, cartridge, pretext, tables
"""
