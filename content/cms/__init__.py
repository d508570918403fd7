"""Pages of our own inside the CMS: the shelf of shared resources, adoptions, withdrawal."""
