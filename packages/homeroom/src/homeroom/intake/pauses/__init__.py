"""A district's pause: uploads are kept and wait, applications go on reading (district.md 1.13).

Words: a pause is a window of days by the district's clock, its last day open or not; the
district is *paused* from the first day to the last. Sharing stays as editable as ever.
"""
