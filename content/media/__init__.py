"""Video and audio: what a file really is, making it playable, and handing it out.

``probe`` and ``renditions`` are pure; ``transcode`` holds the jobs; ``serve`` makes addresses and
``server`` answers them in a process of its own. Nothing here imports what lies above ``content``.
"""
