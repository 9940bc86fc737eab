"""Tell Docker whether the product answers well: python -m config.compose.healthy /livez."""

import http.client
import sys
from http import HTTPStatus


def main(path: str) -> int:
    """Return 0 when the page answers 200."""
    connection = http.client.HTTPConnection("web", 8000, timeout=5)
    try:
        # As if through the proxy in front, or HTTPS=1 would send us away; Host must be allowed.
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
        connection.request("GET", path, headers=headers)
        return int(connection.getresponse().status != HTTPStatus.OK)
    except OSError:
        return 1
    finally:
        connection.close()


sys.exit(main(sys.argv[1]))
