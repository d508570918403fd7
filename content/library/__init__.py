"""The five libraries as the platform shows them: lists for staff, a page per resource."""
