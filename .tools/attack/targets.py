"""Writes a request for each operation of the API document that takes a parameter or a body, for sqlmap to try.

usage: targets.py DOCUMENT URL SETUP_TOKEN FOLDER

It sets the server up and makes one of each thing, so that requests reach what is there. FOLDER/people.log has what an
account asks, whose token lives for ten minutes, FOLDER/programs.log what an API key asks; FOLDER/key has that key.
"""

import json
import sys
import urllib.parse
import urllib.request

document, base, setup, folder = sys.argv[1:]
spec = json.load(open(document))
HOST = urllib.parse.urlsplit(base).netloc

# What ends the run's own session, what never ends, and what takes no text.
LEFT_OUT = {"deleteSession", "endMySessions", "endMySession", "deleteMe", "streamEvents", "createSetup", "refreshSession"}
NOBODY = "0199f3a0-7c1e-7b52-9d0c-3f6a1b2c4d5e"


def ask(method, path, token=None, body=None, kind="application/json"):
    headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or "null")


def world():
    """Makes one of each thing; gives the two credentials, and an id for each parameter of a path."""
    made = ask("POST", "/api/v1/setup", None, {
        "token": setup, "name": "Ana Souza", "email": "ana@example.com", "password": "a rather long test passphrase",
        "workspace_name": "Northwind Rentals"})
    token, workspace = made["access_token"], made["workspace"]
    at = f"/api/v1/workspaces/{workspace['id']}"
    role = ask("POST", at + "/roles", token, {"name": "Fleet", "permissions": ["users:read"]})
    place = ask("POST", at + "/locations", token, {"name": "Perth"})
    offer = ask("POST", at + "/invitations", token, {
        "email": "li@example.com", "name": "Li Wei", "role_ids": [role["id"]], "location_ids": [place["id"]], "deliver": "link"})
    user = ask("GET", f"{at}/users/{offer['id']}", token)
    file = ask("POST", at + "/imports", token, "email,name,role\nbo@example.com,Bo,Fleet\n", "text/csv")
    hook = ask("POST", at + "/webhooks", token, {"url": "https://receiver.example/x", "event_types": ["import.done"], "enabled": False})
    rights = [p["permission"] for p in ask("GET", at + "/permissions", token)["data"]]
    key = ask("POST", at + "/api-keys", token, {"name": "Attack", "permissions": [p for p in rights if p != "api_keys:manage"]})
    other = ask("POST", at + "/api-keys", token, {"name": "Other", "permissions": []})
    return token, key["secret"], {
        "workspace_id": workspace["id"], "slug": workspace["slug"], "role_id": role["id"], "location_id": place["id"], "user_id": user["id"],
        "invitation_id": user["invitation"]["id"], "approval_id": user["approval"]["id"], "import_id": file["id"], "webhook_id": hook["id"],
        "key_id": other["id"], "delivery_id": NOBODY, "session_id": NOBODY, "number": "1", "permission": "app:read", "file": "page.css"}


def resolved(schema):
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def value(schema, name=""):
    """Something that the document allows."""
    schema = resolved(schema)
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if name == "email":
        return "somebody@example.com"
    if schema.get("format") == "uuid" or name.endswith("_id") or name.endswith("_ids") and kind == "string":
        return NOBODY
    for given in [schema.get("enum"), schema.get("examples")]:
        if given:
            return given[0]
    if "default" in schema:
        return schema["default"]
    if kind == "object":
        return {n: value(s, n) for n, s in schema.get("properties", {}).items()}
    if kind == "array":
        return [value(schema["items"], name)]
    return {"integer": 5, "boolean": True}.get(kind, "2026-01-31T15:04:05Z" if schema.get("format") == "date-time" else "x")


def requests(ids, token):
    """Gives each operation that can be tried: whether an account has to ask, and the request as it goes over the wire."""
    for path, operations in spec["paths"].items():
        for method, of in operations.items():
            if method == "parameters" or of["operationId"] in LEFT_OUT:
                continue
            parameters = [p for p in of.get("parameters", []) + operations.get("parameters", [])]
            query = [(p["name"], value(p["schema"], p["name"])) for p in parameters if p["in"] == "query" and p["name"] not in ("cursor", "after")]
            query = [(n, v[0] if isinstance(v, list) else str(v).lower() if isinstance(v, bool) else v) for n, v in query]
            body = of.get("requestBody", {}).get("content", {}).get("application/json")
            filled = path
            for name, one in ids.items():
                filled = filled.replace("{" + name + "}", one)
            own = "{workspace_id}" not in path or "api-keys" in path
            if query or body:
                yield own, wire(method, filled, query, body and value(body["schema"]), token[own])
            if method == "get" and "{" in path:  # a star is where sqlmap tries the path itself
                for name, one in ids.items():
                    if "{" + name + "}" in path:
                        yield own, wire(method, filled.replace(one, one + "*", 1), [], None, token[own])


def wire(method, path, query, body, token):
    text = json.dumps(body) if body is not None else ""
    target = path + ("?" + urllib.parse.urlencode(query) if query else "")
    lines = [f"{method.upper()} {target} HTTP/1.1", f"Host: {HOST}", f"Authorization: Bearer {token}"]
    if text:
        lines += ["Content-Type: application/json", f"Content-Length: {len(text)}"]
    return "\r\n".join([*lines, "", text])


def main():
    token, key, ids = world()
    logs = {True: open(f"{folder}/people.log", "w"), False: open(f"{folder}/programs.log", "w")}
    line, count = "=" * 54, {True: 0, False: 0}
    for own, text in requests(ids, {True: token, False: key}):
        logs[own].write(f"{line}\r\n15:04:05  {base}\r\n{line}\r\n{text}\r\n{line}\r\n\r\n\r\n\r\n")
        count[own] += 1
    for log in logs.values():
        log.close()
    open(f"{folder}/key", "w").write(f"{key} {ids['workspace_id']}\n")
    print(f"{count[True]} requests of people, {count[False]} of programs")


main()
