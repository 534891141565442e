"""A small shop that shows its customers their own numbers, with Dbag.

    python3 shop.py --dbag http://127.0.0.1:8000 --kid ek_…

The secret of the signing key is in DBAG_EMBED_SECRET, and links that people may pass on are in
DBAG_SHARE_LINKS. Everything that has to do with Dbag is in `Embeds` and in `account_page`; the rest
is a shop.
"""

import argparse
import html
import json
import os
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import jwt

HERE = Path(__file__).parent
FILES = {"/shop.css": "text/css", "/shop.js": "text/javascript", "/favicon.svg": "image/svg+xml"}

# Who may sign in. A real shop keeps hashes, and in a database.
ACCOUNTS = {
    "ann@acme.example": {"key": "42", "name": "Acme", "password": "paper"},
    "gil@globex.example": {"key": "43", "name": "Globex", "password": "scissors"},
}

# What a customer may see of their own numbers.
SEEN = {
    "/dbag-token": {"dashboard": "account"},
    "/dbag-token/orders": {"metric": "account-orders"},
}


class Embeds:
    """Signs for what the shop shows of Dbag."""

    def __init__(self, base, kid, secret, seconds=600, links=None):
        self.base = base.rstrip("/")
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
        self.kid = kid
        self.secret = secret
        self.seconds = seconds
        self.links = links or {}

    def token(self, resource, customer):
        """A token for one customer: the one of the session, never one that a request names."""
        now = int(time.time())
        claims = {
            "resource": resource,
            "params": {"customer": customer["key"]},
            "iat": now,
            "exp": now + self.seconds,
        }
        return jwt.encode(claims, self.secret, algorithm="HS256", headers={"kid": self.kid})

    def address(self, path, resource, customer):
        """The address of something embedded; `…` in the path is where its token goes."""
        return f"{self.base}/embed/{path}".replace("…", self.token(resource, customer))


class Shop(BaseHTTPRequestHandler):
    """The pages of the shop."""

    embeds: Embeds
    sessions: dict = {}

    def do_GET(self):
        path = urlsplit(self.path).path
        customer = self.customer()
        if path in FILES:
            self.answer((HERE / path[1:]).read_bytes(), FILES[path])
        elif path == "/" and customer:
            self.answer(account_page(self.embeds, customer, self.cookie("theme")))
        elif path == "/":
            self.answer(sign_in_page())
        elif path in SEEN and customer:
            token = self.embeds.token(SEEN[path], customer)
            self.answer(json.dumps({"token": token}), "application/json")
        elif path in SEEN:
            self.answer(json.dumps({"problem": "sign in first"}), "application/json", 401)
        else:
            self.answer("There is no such page.\n", "text/plain", 404)

    def do_POST(self):
        # Another site's form would come with that site's name.
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return self.answer("This form is ours.\n", "text/plain", 403)
        size = min(int(self.headers.get("Content-Length", 0)), 4096)
        form = {name: value[0] for name, value in parse_qs(self.rfile.read(size).decode()).items()}
        path = urlsplit(self.path).path
        if path == "/sign-in":
            self.sign_in(form)
        elif path == "/sign-out":
            self.sessions.pop(self.cookie("shop"), None)
            self.go_home("shop=; Max-Age=0; Path=/")
        elif path == "/theme" and form.get("theme") in ("light", "dark"):
            self.go_home(f"theme={form['theme']}; Path=/; SameSite=Lax")
        else:
            self.answer("There is no such page.\n", "text/plain", 404)

    def sign_in(self, form):
        account = ACCOUNTS.get(form.get("email", "").strip().lower())
        password = account["password"] if account else secrets.token_hex()
        if not secrets.compare_digest(form.get("password", "").encode(), password.encode()):
            return self.answer(sign_in_page("E-mail or password is wrong."), status=403)
        session = secrets.token_urlsafe(32)
        self.sessions[session] = account
        self.go_home(f"shop={session}; Path=/; HttpOnly; SameSite=Lax")

    def customer(self):
        """Whoever is signed in: this, and nothing in a request, decides whose numbers are shown."""
        return self.sessions.get(self.cookie("shop"))

    def cookie(self, name):
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""

    def go_home(self, cookie):
        self.answer("", status=303, more={"Location": "/", "Set-Cookie": cookie})

    def answer(self, body, kind="text/html", status=200, more=None):
        body = body if isinstance(body, bytes) else body.encode()
        dbag = self.embeds.origin
        policy = {
            "default-src": "'none'",
            "style-src": "'self'",
            "script-src": f"'self' {dbag}",
            "img-src": f"'self' {dbag}",
            "frame-src": dbag,
            "connect-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }
        self.send_response(status)
        for name, value in {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            # Tokens and numbers are for one customer, and for now.
            "Cache-Control": "no-store",
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
            # Nobody else is told where a customer is.
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            **(more or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *values):
        """Nothing: addresses hold no tokens here, but a shop's log is not this example's matter."""


def page(title, body, theme="", script=""):
    chosen = f' data-theme="{theme}"' if theme in ("light", "dark") else ""
    return f"""<!doctype html>
<html lang="en"{chosen}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Papermill</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/shop.css">
{script}
</head>
<body>
{body}
</body>
</html>
"""


def sign_in_page(problem=""):
    wrong = f'<p class="wrong" role="alert">{problem}</p>' if problem else ""
    return page(
        "Sign in",
        f"""<form class="enter" method="post" action="/sign-in">
<h1>Papermill</h1>
{wrong}
<label>E-mail <input name="email" type="email" autocomplete="username" required></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required></label>
<button class="is-first">Sign in</button>
</form>""",
    )


def account_page(embeds, customer, theme):
    """A customer's page, with their numbers in every way that there is."""

    def address(path):
        return html.escape(embeds.address(path, SEEN["/dbag-token/orders"], customer))

    name = html.escape(customer["name"])
    size = "range=30d&amp;width=640&amp;height=280"
    night = f"""<source media="(prefers-color-scheme: dark)"
 srcset="{address("panel/….svg")}?{size}&amp;theme=dark">
"""
    night = "" if theme else night
    other = "light" if theme == "dark" else "dark"
    script = f"""<script src="{html.escape(embeds.base)}/embed.js" async></script>
<script type="module" src="/shop.js"></script>"""
    body = f"""<header class="bar">
<span class="bar__name">Papermill</span>
<img id="badge" src="{address("badge/….svg")}" alt="Orders of {name}" height="20">
<form id="theme" method="post" action="/theme">
<input type="hidden" name="theme" value="{other}"><button>Light or dark</button></form>
<form method="post" action="/sign-out"><button>Sign out</button></form>
</header>
<main class="page">
<h1>Good to see you, {name}</h1>

<section class="card">
<dbag-dashboard token-url="/dbag-token" title="Orders of {name}">
<p>Your numbers are on their way.</p>
</dbag-dashboard>
</section>

<div class="two">
<section class="card">
<h2>One panel</h2>
<dbag-panel token-url="/dbag-token/orders" range="30d" title="Orders by day of {name}"></dbag-panel>
<p><code>&lt;dbag-panel&gt;</code>: its token is renewed.</p>
</section>

<section class="card">
<h2>A frame</h2>
<iframe id="plain" src="{address("panel/…")}?range=90d&amp;surface=transparent&amp;theme={theme or "auto"}"
 title="Orders of {name}" sandbox="allow-scripts allow-popups allow-downloads"
 referrerpolicy="no-referrer" loading="lazy" height="260"></iframe>
<p><code>&lt;iframe&gt;</code>: no script of anybody is needed.</p>
</section>

<section class="card">
<h2>A picture</h2>
<picture>
{night}<img id="svg" src="{address("panel/….svg")}?{size}&amp;theme={theme or "light"}"
 alt="Orders by day" width="640" height="280" loading="lazy">
</picture>
<p>SVG, for pages.</p>
</section>

<section class="card">
<h2>A picture for mail</h2>
<img id="png" src="{address("panel/….png")}?{size}&amp;scale=2" alt="Orders by day"
 width="640" height="280" loading="lazy">
<p>PNG, fonts included.</p>
</section>
</div>

{link_card(embeds, customer)}
</main>"""
    return page("Your account", body, theme, script)


def link_card(embeds, customer):
    """A link that a customer may pass on; where it is pasted, it unfurls."""
    link = embeds.links.get(customer["key"])
    if not link:
        return ""
    address = link if "://" in link else embeds.base + link
    oembed = f"{embeds.base}/oembed?url={quote(address, safe='')}"
    return f"""<section class="card">
<h2>A link</h2>
<p><a id="link" href="{html.escape(address)}">{html.escape(address)}</a></p>
<p>For colleagues without an account: paste it into a chat, and it unfurls to a picture
(<a id="oembed" href="{html.escape(oembed)}">what it says of itself</a>).</p>
</section>"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dbag", required=True, help="the address of Dbag")
    parser.add_argument("--kid", default=os.environ.get("DBAG_EMBED_KID"), help="the signing key")
    parser.add_argument("--port", type=int, default=5000)
    parser.add_argument("--ttl", type=int, default=600, help="seconds for which a token lives")
    arguments = parser.parse_args()
    secret = os.environ.get("DBAG_EMBED_SECRET")
    if not (secret and arguments.kid):
        parser.error("--kid and DBAG_EMBED_SECRET are what seed.py printed")
    links = json.loads(os.environ.get("DBAG_SHARE_LINKS", "{}"))
    Shop.embeds = Embeds(arguments.dbag, arguments.kid, secret, arguments.ttl, links)
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), Shop)
    print(f"http://localhost:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
