"""Puts two customers with their numbers into a Dbag, and lets the shop show them.

    python3 seed.py --data-dir data --origin http://localhost:5000

Prints what `shop.py` needs: the name of a signing key, its secret, and a link for each customer.
"""

import argparse
import json
import subprocess
from datetime import date, timedelta
from pathlib import Path

CUSTOMERS = {"42": "Acme", "43": "Globex"}
DAYS = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dbag", default="dbag", help="the program")
    parser.add_argument("--data-dir", required=True, help="its data folder")
    parser.add_argument("--origin", default="http://localhost:5000", help="where the shop is")
    arguments = parser.parse_args()

    def dbag(*words, text=None):
        command = [arguments.dbag, *words, "--data-dir", arguments.data_dir]
        done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, check=True)
        return done.stdout

    each = ["--type", "push", "--measure", "flow", "--object-kind", "customer", "--direction", "up"]
    dbag("metric", "add", "account-orders", "--label", "Orders", "--unit", "order", *each)
    spending = ["--label", "Spent", "--unit", "€", "--format", "currency"]
    dbag("metric", "add", "account-spending", *spending, *each)
    dbag("import", "-", text=numbers())
    names = [f"{key},{name}" for key, name in CUSTOMERS.items()]
    dbag("object", "import", "customer", "-", text="\n".join(["key,label", *names]))
    dashboard = Path(__file__).with_name("dashboard.json").read_text()
    dbag("dashboard", "import", "-", text=dashboard)

    # Only this site may frame them, and only with a token that names a customer.
    embedded = ["--on", "--origin", arguments.origin, "--lock", "customer"]
    dbag("dashboard", "embed", "account", *embedded)
    dbag("metric", "embed", "account-orders", *embedded)
    key = json.loads(dbag("embed", "key", "add", "shop", "--json"))
    print(f"export DBAG_EMBED_KID={key['kid']}")
    print(f"export DBAG_EMBED_SECRET={key['secret']}")
    # A link needs no token and no account; each shows one customer, for as long as it is not revoked.
    links = {}
    for customer, name in CUSTOMERS.items():
        made = dbag("share", "add", "account", "--name", name, "--object", customer, "--json")
        links[customer] = json.loads(made)["address"]
    print(f"export DBAG_SHARE_LINKS='{json.dumps(links)}'")


def numbers():
    """Two months that grow: Acme has over a thousand orders a day, Globex over eight thousand."""
    lines = ["metric,date,value,object_type,object_id"]
    for age in range(DAYS):
        day = date.today() - timedelta(days=age)
        busy = (300, 270, 290, 240, 200, 60, 0)[day.weekday()] - 4 * age
        for key, least in (("42", 1350), ("43", 8300)):
            orders = least + busy + (int(key) * day.toordinal() ** 2) % 50
            lines.append(f"account-orders,{day},{orders},customer,{key}")
            lines.append(f"account-spending,{day},{orders * 3},customer,{key}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
