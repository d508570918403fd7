"""What may be done with a case in the CMS."""

from __future__ import annotations

from content.permissions import TwoPeople


class CaseTester(TwoPeople):
    """A warning case is written at the procuratorate's own place (cases/way.py): in the CMS nobody
    changes, copies, moves or deletes one, whatever address they ask for."""

    @property
    def is_fixed(self) -> bool:
        return bool(self.page.is_warning)

    def can_edit(self) -> bool:
        return not self.is_fixed and bool(super().can_edit())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self.is_fixed and super().can_delete(ignore_bulk)

    def can_move(self) -> bool:
        return not self.is_fixed and bool(super().can_move())

    def can_copy(self) -> bool:
        return not self.is_fixed and bool(super().can_copy())

    def can_submit_for_moderation(self) -> bool:
        return not self.is_fixed and bool(super().can_submit_for_moderation())

    def can_lock(self) -> bool:
        return not self.is_fixed and bool(super().can_lock())

    def can_unlock(self) -> bool:
        return not self.is_fixed and bool(super().can_unlock())
