"""Questions and papers in the CMS: their forms, lists, bulk actions, and what authors are shown."""
