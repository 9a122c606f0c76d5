# Answers with a quote, on a port that it chooses and prints.
from http.server import BaseHTTPRequestHandler, HTTPServer


class Quotes(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Readiness is all.")


server = HTTPServer(("127.0.0.1", 0), Quotes)
print(f"Quotes are on port {server.server_port}")
server.serve_forever()
