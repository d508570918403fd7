"""What a page's body is built from. Every block has a template, a preview and a description."""

from content.blocks.body import BODY_BLOCKS, Body
from content.blocks.checks import SelfCheckBlock, SelfChecks
from content.blocks.scale import BandBlock, ItemBlock

__all__ = ["BODY_BLOCKS", "BandBlock", "Body", "ItemBlock", "SelfCheckBlock", "SelfChecks"]
