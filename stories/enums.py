"""The words a story is told in. Their values are stored; their labels are read."""

from django.db.models import IntegerChoices, TextChoices


class Ending(TextChoices):
    """All weigh the same: none of these is a success or a failure."""

    DONE = "done", "Done"
    UNDER_WAY = "under_way", "Under way"
    STOPPED = "stopped", "Stopped"
    WENT_BACK = "went_back", "Went back"
    CHOSE_OTHER = "chose_other", "Chose another line"
    CONSIDERING = "considering", "Only considering"


class Region(TextChoices):
    NORTHERN_EUROPE = "northern_europe", "Northern Europe"
    WESTERN_EUROPE = "western_europe", "Western Europe"
    SOUTHERN_EUROPE = "southern_europe", "Southern Europe"
    EASTERN_EUROPE = "eastern_europe", "Eastern Europe"
    EUROPE = "europe", "Europe"
    NORTH_AMERICA = "north_america", "North America"
    LATIN_AMERICA = "latin_america", "Latin America and the Caribbean"
    MIDDLE_EAST = "middle_east", "Middle East and North Africa"
    AFRICA = "africa", "Africa south of the Sahara"
    SOUTH_ASIA = "south_asia", "South Asia"
    EAST_ASIA = "east_asia", "East and South-East Asia"
    OCEANIA = "oceania", "Oceania"


class Experience(TextChoices):
    """Years in the starting role, or one like it, when the move began."""

    UNDER_2 = "under_2", "under 2 years"
    TWO_TO_5 = "2_to_5", "2 to 5 years"
    FIVE_TO_10 = "5_to_10", "5 to 10 years"
    OVER_10 = "over_10", "more than 10 years"


KEPT_JOB = {None: "", True: "yes", False: "no"}


class Employer(TextChoices):
    SAME = "same", "The same employer"
    ANOTHER = "another", "Another employer"
    OWN = "own", "My own company or product"


class Hardest(TextChoices):
    DATA_ACCESS = "data_access", "Access to data"
    ML_CONCEPTS = "ml_concepts", "How models work"
    TOOLS = "tools", "The number of tools"
    GPU = "gpu", "GPUs and what they cost"
    DRIFT = "drift", "ViewAs that a model has gone stale"
    PRODUCT = "product", "Product thinking"
    PEOPLE = "people", "Winning people over"
    TIME = "time", "Finding the time"
    PRACTICE = "practice", "Nothing to practise on"
    ROLE = "role", "Getting the role itself"
    OTHER = "other", "Something else"


class Again(TextChoices):
    YES = "yes", "Yes"
    DIFFERENTLY = "differently", "Yes, but differently"
    UNSURE = "unsure", "Not sure"
    NO = "no", "No"


class PayDetail(TextChoices):
    """How much a story says about pay. Nothing but this is ever shown."""

    NOTHING = "nothing", "Say nothing"
    DIRECTION = "direction", "Only up, same or down"
    BAND = "band", "A band, such as up 5 to 15 %"
    PERCENT = "percent", "The exact percentage"


class PayDirection(TextChoices):
    UP = "up", "up"
    SAME = "same", "about the same"
    DOWN = "down", "down"


class PayBand(TextChoices):
    DOWN_OVER_15 = "down_over_15", "down more than 15 %"
    DOWN_5_TO_15 = "down_5_to_15", "down 5 to 15 %"
    SAME = "same", "within 5 %"
    UP_5_TO_15 = "up_5_to_15", "up 5 to 15 %"
    UP_15_TO_25 = "up_15_to_25", "up 15 to 25 %"
    UP_25_TO_50 = "up_25_to_50", "up 25 to 50 %"
    UP_OVER_50 = "up_over_50", "up more than 50 %"


class Interest(TextChoices):
    NONE = "none", "None"
    GRADUATE = "graduate", "Graduate of a cohort"
    MENTOR = "mentor", "Mentor"
    EMPLOYEE = "employee", "Employee"
    SPONSOR = "sponsor", "Sponsor"


class Part(TextChoices):
    CARRIED = "carried", "Carried over"
    ADDED = "added", "Added"


class Difficulty(IntegerChoices):
    EASY = 1, "easy"
    FAIRLY_EASY = 2, "fairly easy"
    FAIR = 3, "fair"
    HARD = 4, "hard"
    VERY_HARD = 5, "very hard"


class State(TextChoices):
    """Where a story stands, worked out from its times."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Waiting to be read"
    CHANGES_ASKED = "changes_asked", "Changes asked"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
    HIDDEN = "hidden", "Hidden by a moderator"


class FormAction(TextChoices):
    """The buttons under the form."""

    DRAFT = "draft"
    PREVIEW = "preview"
    PUBLISH = "publish"
