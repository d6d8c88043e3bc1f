"""A server with a hole in it: what sqlmap has to find, so that its silence elsewhere says something."""

import sqlite3
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer


class Hole(BaseHTTPRequestHandler):
    def do_GET(self):
        name = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("name", [""])[0]
        with sqlite3.connect(":memory:") as db:
            db.execute("CREATE TABLE people (name)")
            db.execute("INSERT INTO people VALUES ('ana'), ('bo')")
            try:
                text, status = str(db.execute(f"SELECT name FROM people WHERE name = '{name}'").fetchall()), 200
            except sqlite3.Error as failure:
                text, status = str(failure), 500
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())


HTTPServer(("127.0.0.1", int(sys.argv[1])), Hole).serve_forever()
