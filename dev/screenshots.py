"""Photographs the screens of a running demo.

``make screenshots ARGS="..."`` starts a server on the demo database and runs this::

    --only partner_list --lang zh_CN --width 390     from the list in dev/screens.json
    --url /odoo/contacts --name contacts             any other address
    --full-height --out static/description --flat

An entry of dev/screens.json has a ``name`` and a ``url``, in which ``{ref:xml.id}`` is
the id of a record and ``{first:model:domain}`` that of the first one found. It may
have ``steps`` (``click`` with a selector and perhaps ``text``, ``wait`` with a
selector, or ``js``), ``lang``, ``width``, ``height`` and ``full_height``.
"""

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import sys
import urllib.request
from pathlib import Path

import cdp

DEV = Path(__file__).resolve().parent
BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
MOBILE_BELOW = 600
READY = """
document.readyState === "complete"
&& document.fonts.status === "loaded"
&& !document.querySelector(".o_blockUI, .o_loading_indicator, .o_view_sample_loading")
&& (!document.querySelector(".o_web_client") || (odoo.isReady
    && document.querySelector(".o_action_manager > *, .o_home_menu, .o_app")))
"""
FAILED = """
(() => {
    const box = document.querySelector(".o_error_dialog, .o_error_detail");
    return box ? box.innerText.slice(0, 500) : null;
})()
"""
# How far the most cut off of the scrolling boxes goes on below its lower edge.
HIDDEN = """
Math.max(0, ...[...document.querySelectorAll("*")].map((el) => {
    const flow = getComputedStyle(el).overflowY;
    return ["auto", "scroll"].includes(flow) || el === document.documentElement
        ? el.scrollHeight - el.clientHeight : 0;
}))
"""
CLICK = """
(() => {
    const all = [...document.querySelectorAll(%s)].filter((el) => el.offsetParent);
    const text = %s;
    const el = text ? all.find((e) => e.innerText.includes(text)) : all[0];
    if (!el) { throw new Error("nothing to click: " + %s); }
    el.click();
})()
"""


class Client:
    """Odoo's JSON-RPC, for the session and for what an address refers to."""

    def __init__(self, base, login, password):
        self.base = base.rstrip("/")
        self.jar = http.cookiejar.CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(cookies)
        databases = self.rpc("/web/database/list")
        database = os.environ.get("PGDATABASE")
        if database not in databases:
            database = databases[0]
        params = {"db": database, "login": login, "password": password}
        self.uid = self.rpc("/web/session/authenticate", **params)["uid"]

    def rpc(self, path, **params):
        """Call a JSON route."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(
            self.base + path, data=body.encode(), headers=headers
        )
        with self.opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"].get("data", answer["error"])
            raise RuntimeError(data.get("message"))
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        """Call a method of a model."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", **params)

    def session(self):
        """Return the value of the session's cookie."""
        return next(c.value for c in self.jar if c.name == "session_id")

    def resolve(self, url):
        """Replace the references in an address by ids."""

        def reference(found):
            module, name = found.group(1).split(".", 1)
            domain = [["module", "=", module], ["name", "=", name]]
            rows = self.call("ir.model.data", "search_read", domain, ["res_id"])
            if not rows:
                raise RuntimeError(f"no record {found.group(1)}")
            return str(rows[0]["res_id"])

        def first(found):
            domain = json.loads(found.group(2) or "[]")
            ids = self.call(found.group(1), "search", domain, limit=1)
            if not ids:
                raise RuntimeError(f"no record for {found.group(0)}")
            return str(ids[0])

        url = re.sub(r"\{ref:([\w.]+)\}", reference, url)
        return re.sub(r"\{first:([\w.]+):?(.*?)\}", first, url)


def _step(page, step):
    if "click" in step:
        selector, text = step["click"], step.get("text")
        page.wait(f"document.querySelector({json.dumps(selector)})", 10)
        page.run(
            CLICK
            % (json.dumps(selector), json.dumps(text), json.dumps(f"{selector} {text}"))
        )
    elif "wait" in step:
        selector = json.dumps(step["wait"])
        if not page.wait(f"document.querySelector({selector})"):
            raise RuntimeError(f"{selector} did not appear")
    else:
        page.run(step["js"])
    page.wait(READY)


def shoot(page, client, screen, lang, width, options):
    """Photograph one screen; return the picture and what went wrong."""
    mobile = width < MOBILE_BELOW
    height = options.height or screen.get("height") or (844 if mobile else 900)
    scale = 2 if mobile else 1
    problems = []
    page.errors.clear()
    page.requests.clear()
    page.metrics(width, height, scale, mobile)
    page.send("Page.navigate", url="about:blank")
    page.send("Page.navigate", url=client.base + client.resolve(screen["url"]))
    if not page.wait(READY, 60):
        problems.append(f"did not become ready {page.pending()}")
    try:
        for step in screen.get("steps", []):
            _step(page, step)
    except RuntimeError as error:
        problems.append(str(error))
    page.run("document.activeElement && document.activeElement.blur()")
    if options.full_height or screen.get("full_height"):
        for _pass in range(3):
            hidden = page.run(HIDDEN)
            if not hidden:
                break
            height = min(height + int(hidden), 12000)
            page.metrics(width, height, scale, mobile)
            page.wait(READY, 10)
    page.pump(0.3)
    if failed := page.run(FAILED):
        problems.append(failed)
    if "/web/login" in page.run("location.href"):
        problems.append("the login page came instead")
    return page.picture(), problems + page.errors


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", default="http://localhost:8069")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", default="admin")
    parser.add_argument("--only", action="append", help="names, separated by commas")
    parser.add_argument("--lang", action="append", help="en_US, zh_CN")
    parser.add_argument("--width", action="append", type=int, help="1440, 390")
    parser.add_argument("--timezone", default="Asia/Shanghai", help="of the browser")
    parser.add_argument("--height", type=int)
    parser.add_argument("--full-height", action="store_true")
    parser.add_argument("--url", help="an address which is not in the list")
    parser.add_argument("--name", default="screen", help="its name")
    parser.add_argument("--js", help="JavaScript to run before the picture")
    parser.add_argument("--out", type=Path, default=DEV.parent / ".sandbox/screenshots")
    parser.add_argument("--flat", action="store_true", help="files called NAME.png")
    parser.add_argument("--list", action="store_true", help="show the list and end")
    return parser.parse_args()


def _screens(options):
    if options.url:
        steps = [{"js": options.js}] if options.js else []
        return [{"name": options.name, "url": options.url, "steps": steps}]
    screens = json.loads((DEV / "screens.json").read_text("utf-8"))
    if options.only:
        names = {name for part in options.only for name in part.split(",")}
        unknown = names - {screen["name"] for screen in screens}
        if unknown:
            sys.exit(f"not in dev/screens.json: {', '.join(sorted(unknown))}")
        screens = [screen for screen in screens if screen["name"] in names]
    return screens


def _plan(screens, options):
    """Yield (screen, language, width), one language after the other."""
    langs = options.lang or ["en_US", "zh_CN"]
    for lang in langs:
        for screen in screens:
            if not options.lang and lang not in screen.get("lang", [lang]):
                continue
            for width in options.width or screen.get("width", [1440]):
                yield screen, lang, width


def main():
    """Photograph what the command line asks for."""
    options = _options()
    screens = _screens(options)
    if options.list:
        for screen in screens:
            print(f"{screen['name']:32} {screen['url']}")
        return 0
    client = Client(options.base_url, options.login, options.password)
    options.out.mkdir(parents=True, exist_ok=True)
    user = client.call("res.users", "read", [client.uid], ["lang"])[0]
    spoken = user["lang"]
    failures = 0
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not executable:
        sys.exit("no Chromium on PATH: run 'make screenshots', or 'make setup' once")
    try:
        with cdp.chromium(executable) as page:
            page.send(
                "Emulation.setEmulatedMedia",
                features=[{"name": "prefers-reduced-motion", "value": "reduce"}],
            )
            page.send("Emulation.setTimezoneOverride", timezoneId=options.timezone)
            page.send(
                "Network.setCookie",
                name="session_id",
                value=client.session(),
                url=client.base,
            )
            for screen, lang, width in _plan(screens, options):
                if lang != spoken:
                    client.call("res.users", "write", [client.uid], {"lang": lang})
                    spoken = lang
                suffix = "" if options.flat else f".{lang}.{width}"
                path = options.out / f"{screen['name']}{suffix}.png"
                try:
                    picture, problems = shoot(
                        page, client, screen, lang, width, options
                    )
                    path.write_bytes(picture)
                except RuntimeError as error:
                    problems = [str(error)]
                print(path, "" if not problems else "PROBLEM", flush=True)
                for problem in problems:
                    print(f"    {problem[:600]}")
                failures += bool(problems)
    finally:
        if spoken != user["lang"]:
            client.call("res.users", "write", [client.uid], {"lang": user["lang"]})
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
