"""Sizes and rates, in one place. Characters, bytes, counts and durations."""

from datetime import timedelta

# Text, in characters.
POST_MAX = 20_000
STORY_FIELD_MAX = 10_000
TITLE_MIN = 5
TITLE_MAX = 140
SENTENCE_MAX = 140
PROFILE_FIELD_MAX = 2_000
REASON_MAX = 1_000
TRANSCRIPT_MAX = 300_000
NAME_MAX = 60
EMAIL_MAX = 254
REFERENCE_MAX = 100
SEARCH_MAX = 200

# Bodies of requests, in bytes.
BODY_MAX = 1_000_000
BODY_WITH_FILES_MAX = 11_000_000
FIELDS_MAX = 500
WEBHOOK_BODY_MAX = 64_000
# What is kept of a form whose session has ended holds it whole.
IMPORT_MAX = 110_000
CAPTIONS_MAX = 1_000_000
# Addresses, in characters.
ADDRESS_MAX = 8_000

# Lists.
POSTS_A_PAGE = 20
ROWS_A_PAGE = 20
TEXTS_A_PAGE = 10
INVITATIONS_A_PAGE = 100
WAITING_SHOWN = 100
# One transaction writes them, and nobody else writes meanwhile on SQLite.
IMPORT_LINES_MAX = 1_000
PAGE_DIGITS = 9

# People whom one person may block: they come along with every request.
BLOCKS_MAX = 500
# People whom one post may tell by naming them.
MENTIONS_NOTIFIED_MAX = 10

# Time.
EDIT_WINDOW = timedelta(hours=24)
# The same words in the same place, so soon after, are a form that was sent twice.
SENT_AGAIN = timedelta(minutes=10)
RESTORE_WINDOW = timedelta(days=14)
CODE_LIFE = timedelta(minutes=10)
# Since the sign-in, however busy the session is; and how long a second factor that
# was shown in it lets a role act.
SESSION_LIFE = timedelta(days=30)
FACTOR_LIFE = timedelta(days=7)
INVITATION_LIFE = timedelta(days=30)
MAIL_REVERT_LIFE = timedelta(hours=72)
EXPORT_LIFE = timedelta(hours=72)
# An export is ready or given up by then, unless the worker is away.
EXPORT_LATE_AFTER = timedelta(minutes=10)
# Nothing comes of an export any more: its person may ask anew.
EXPORT_STUCK_AFTER = timedelta(hours=1)

# Rates: (how many, in how many seconds).
POSTING = (30, 600)
POSTING_NEW = (5, 600)
EDITING = (30, 600)
STASHING = (20, 600)
# Bytes of forms that visitors may leave in a day, from one network and all together.
STASHING_BYTES = (5_000_000, 86_400)
STASHING_BYTES_OF_ALL = (200_000_000, 86_400)
FLAGGING = (20, 600)
PREVIEWING = (60, 600)
SEARCHING = (60, 60)
STORY_SAVING = (60, 600)
INVITING = (100, 3600)
IMPORTING = (60, 3600)
ASKING = (10, 86_400)
WEBHOOK_CALLS = (600, 60)
PROVING = (5, 3600)
EXPORTING = (5, 86_400)
