"""What is authored: pictures, documents and media; libraries of pages, shared and adopted."""

from content.models.adoption import Adoption
from content.models.courses import CoursePage, CourseRequirement, LessonPage, LessonVersion
from content.models.materials import MaterialPage, TeacherPage
from content.models.media import Document, Image, Media, Rendition, Track
from content.models.pages import (
    BasePage,
    BranchPage,
    CourseIndexPage,
    HomePage,
    MaterialIndexPage,
    PlanIndexPage,
    TeacherIndexPage,
    ToolIndexPage,
)
from content.models.plans import PlanCourse, PlanTemplate, PlanTool
from content.models.resources import Resource
from content.models.review import OwnerReviewTask
from content.models.taxonomy import (
    Audience,
    Dimension,
    KnowledgePoint,
    Post,
    RiskPoint,
    Sharing,
    Speciality,
    post_of,
)
from content.models.tools import ToolPage

__all__ = [
    "Adoption",
    "Audience",
    "BasePage",
    "BranchPage",
    "CourseIndexPage",
    "CoursePage",
    "CourseRequirement",
    "Dimension",
    "Document",
    "HomePage",
    "Image",
    "KnowledgePoint",
    "LessonPage",
    "LessonVersion",
    "MaterialIndexPage",
    "MaterialPage",
    "Media",
    "OwnerReviewTask",
    "PlanCourse",
    "PlanIndexPage",
    "PlanTemplate",
    "PlanTool",
    "Post",
    "Rendition",
    "Resource",
    "RiskPoint",
    "Sharing",
    "Speciality",
    "TeacherIndexPage",
    "TeacherPage",
    "ToolIndexPage",
    "ToolPage",
    "Track",
    "post_of",
]
