from forum.forms.categories import CategoryForm, EditCategoryForm, RightsForm
from forum.forms.posts import (
    CorrectForm,
    EditForm,
    JumpForm,
    LockForm,
    PinForm,
    PreviewForm,
    RenameForm,
    ReplyForm,
    ThreadForm,
)

__all__ = [
    "CategoryForm",
    "CorrectForm",
    "EditCategoryForm",
    "EditForm",
    "JumpForm",
    "LockForm",
    "PinForm",
    "PreviewForm",
    "RenameForm",
    "ReplyForm",
    "RightsForm",
    "ThreadForm",
]
