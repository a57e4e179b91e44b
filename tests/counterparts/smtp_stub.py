"""A mail server on loopback that refuses on demand and reads every mail with Python's email package.

    smtp_stub.py [--rcpt ADDRESS=CODE[,CODE...]]... [--data "554 5.7.1 no"] [--size BYTES]
                 [--auth USER:PASSWORD] [--tls DIRECTORY]

Prints `port N`, then one line of JSON for each mail it took or refused after its text: envelope, raw
text, headers as decoded, both bodies, and every defect that was found. The codes of a recipient are
used up one by one, the last one stays. `--tls` makes a throwaway certificate in the directory
(`cert.pem`) and insists on STARTTLS. Exits with 77 when aiosmtpd is not installed.
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import struct
import subprocess
import sys
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit(77)

REPLIES = {
    250: "250 2.1.5 ok",
    450: "450 4.2.0 greylisted, come back later",
    451: "451 4.3.0 local trouble",
    550: "550 5.1.1 no such user",
    552: "552 5.2.2 mailbox full",
}


class Handler:
    def __init__(self, options):
        self.options = options
        self.printing = ThreadPoolExecutor(1)
        self.codes = {}
        for rule in options.rcpt:
            address, codes = rule.rsplit("=", 1)
            self.codes[address] = [int(code) for code in codes.split(",")]

    async def handle_RCPT(self, server, session, envelope, address, options):
        codes = self.codes.get(address, [250])
        code = codes.pop(0) if len(codes) > 1 else codes[0]
        if code == 250:
            envelope.rcpt_tos.append(address)
        return REPLIES[code]

    async def handle_DATA(self, server, session, envelope):
        record = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data,
            "mail": describe(envelope.original_content),
        }
        # In its own thread: whoever reads the records may be waiting for our reply first.
        self.printing.submit(print, json.dumps(record), flush=True)
        return self.options.data or "250 2.0.0 taken as 4711"


def describe(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    defects = [repr(defect) for part in message.walk() for defect in part.defects]
    for part in message.walk():
        for name, value in part.items():
            defects += [f"{name}: {defect!r}" for defect in value.defects]
    plain, html = message.get_body(["plain"]), message.get_body(["html"])
    return {
        "raw": raw.decode("ascii", "backslashreplace"),
        "ascii": raw.isascii(),
        "bare_line_ends": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
        "longest_line": max(len(line) for line in raw.split(b"\r\n")),
        "headers": {name: str(value) for name, value in message.items()},
        "parts": [part.get_content_type() for part in message.walk()],
        "defects": defects,
        "pictures": [picture(part) for part in message.walk() if part.get_content_type() == "image/png"],
        "plain": text_of(plain),
        "html": text_of(html),
    }


def picture(part):
    """Size and number of colours of a PNG, read as its standard says; anything odd is an exception."""
    data = part.get_content()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    chunks, at = {}, 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        if checksum != zlib.crc32(name + body):
            raise ValueError(f"checksum of {name}")
        chunks[name] = body
        at += 12 + length
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    rows = zlib.decompress(chunks[b"IDAT"])
    if (depth, kind, interlaced) != (8, 3, 0) or len(rows) != height * (width + 1):
        raise ValueError("the rows do not fit the header")
    used = set(rows[i] for i in range(len(rows)) if i % (width + 1))
    if max(used) * 3 >= len(chunks[b"PLTE"]):
        raise ValueError("a pixel without a colour")
    return {"id": part["Content-ID"], "width": width, "height": height, "colours": sorted(used)}


def text_of(part):
    return part.get_content().replace("\r\n", "\n") if part else None


def authenticator(account):
    def check(server, session, envelope, mechanism, data):
        user, password = data.login.decode(), data.password.decode()
        # A refusal that is marked as handled would leave the client waiting for a reply.
        right = f"{user}:{password}" == account
        return AuthResult(success=right, handled=False, auth_data=user)

    return check


def certificate(directory):
    cert, key = f"{directory}/cert.pem", f"{directory}/key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


async def serve(options):
    tls = certificate(options.tls) if options.tls else None

    def protocol():
        return SMTP(
            Handler.shared,
            hostname="stub.localhost",
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=authenticator(options.auth) if options.auth else None,
            auth_required=options.auth is not None,
            auth_require_tls=tls is not None,
            data_size_limit=options.size,
        )

    Handler.shared = Handler(options)
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    print(f"port {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rcpt", action="append", default=[])
    parser.add_argument("--data")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--auth")
    parser.add_argument("--tls")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # a password without TLS: on loopback, and on purpose
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
