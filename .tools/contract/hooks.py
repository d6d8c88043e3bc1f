"""What .ci/contract does to a request before it is sent."""

from uuid import uuid4

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """Gives each request that has a good Idempotency-Key one of its own.

    The generator likes a value so much that it sends it with everything, and nearly every POST would only be told that
    its key was used before.
    """
    headers = case.headers or {}
    for name in list(headers):
        value = headers[name]
        if name.lower() == "idempotency-key" and isinstance(value, str) and 0 < len(value) <= 255 and value.isascii() and value.isprintable():
            headers[name] = str(uuid4())
