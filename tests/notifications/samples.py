"""What the addresses of notifications are asked for, by the keys of its matrix."""

from tests.architecture.makers import notice_of, of_pk, shown_form, stop_token

SAMPLES = {
    "another-s-notice": of_pk("notice"),
    "gated-notice": notice_of("gated_post"),
    "hidden-notice": notice_of("hidden_post"),
    "deleted-notice": notice_of("deleted_post"),
    "hidden-thread-notice": notice_of("post_in_hidden"),
    "stop-token": stop_token,
}

FORMS = {
    "notifications:notice_read_all": shown_form,
}
