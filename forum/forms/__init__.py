from forum.forms.arranging import CategoryForm, EditCategoryForm, RightsForm
from forum.forms.words import (
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
