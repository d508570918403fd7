"""Activities of offenders: queues, forms, codes at the door, recordings."""
