"""What offenders and their officers do in activities, a module per subject. What is decided about
one becomes a conduct record (`counting`)."""
