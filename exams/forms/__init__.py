"""Forms of exams, by room."""
