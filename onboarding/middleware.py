"""What programs that post to the webhook are answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

# Every address of programs is below this one.
HOOKS = "/hooks/"


# What the site says where no view came to speak.
SENTENCES = {
    301: "The address is another one: see Location.",
    302: "The address is another one: see Location.",
    400: "The request cannot be read.",
    404: "There is no such address.",
    405: "Events come by POST.",
    413: "The body is larger than what is taken here.",
    414: "The address is longer than any of this site.",
    429: "That was too much. Send it again later.",
    500: "Something went wrong here. Nothing was written; send it again later.",
    503: "The site does not take events at the moment. Send them again later.",
}


OTHERWISE = "The request was refused."


class WebhookAnswers:
    """Answer in JSON below the address of hooks, whoever of the site answers.

    Pages of errors become one field with a sentence; the status and the headers stay
    as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(HOOKS) or _is_json(response):
            return response
        status = response.status_code
        answer = JsonResponse(
            {"error": SENTENCES.get(status, OTHERWISE)}, status=status
        )
        for name, value in response.headers.items():
            if name not in {"Content-Type", "Content-Length"}:
                answer.headers[name] = value
        return answer


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")
