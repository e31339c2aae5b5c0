"""A district's mapping: which of its files is which of ours, and which column which field.

A district chooses it once, on the page of an upload; every later upload obeys it, by whatever
way it comes (district.md 1.6). A column may feed several fields, a field takes one column. The
mapping is the switch `mapping` of the district, so the same files under another mapping never
pass for unchanged. Words: a *header* is what stands in the district's file, a *field* is what we
call it (`student_id`, `ext.bus`), a *guess* is what we would choose for a header.

Door: `rules.mapping_of`, `inspecting.inspect`.
"""
