"""A server on loopback with a certificate that nobody trusts: prints `port N` and shakes hands."""

import socket
import ssl
import subprocess
import tempfile

with tempfile.TemporaryDirectory() as folder:
    cert, key = f"{folder}/cert.pem", f"{folder}/key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=stranger",
         "-keyout", key, "-out", cert],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

listener = socket.create_server(("127.0.0.1", 0))
print(f"port {listener.getsockname()[1]}", flush=True)
while True:
    connection, _ = listener.accept()
    try:
        connection.settimeout(5)
        context.wrap_socket(connection, server_side=True).close()
    except OSError:
        connection.close()  # whoever asked does not trust us
