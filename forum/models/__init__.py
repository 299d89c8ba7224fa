from forum.models.category import Category
from forum.models.category_right import CategoryRight
from forum.models.mention import Mention
from forum.models.post import Post
from forum.models.post_revision import PostRevision
from forum.models.thread import Thread

__all__ = ["Category", "CategoryRight", "Mention", "Post", "PostRevision", "Thread"]
