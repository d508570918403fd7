"""Papers: what their blueprints lack, and what publishing one writes."""
