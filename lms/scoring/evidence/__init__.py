"""Files that prove something: checked, stored encrypted, shown to who may see them."""
