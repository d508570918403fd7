from lms.learning.models.prescription import Exemption, MonthTarget, ToolResult

__all__ = ["Exemption", "MonthTarget", "ToolResult"]
