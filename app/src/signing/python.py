import os
import time

import jwt  # pip install pyjwt


def dashboard_address(customer_key):
    """The address for the frame's src. The key comes from your session, never from the request."""
    now = int(time.time())
    claims = {
        "resource": {{resource}},
        "params": {
            "{{param}}": str(customer_key),
        },
        "iat": now,
        "exp": now + 600,
    }
    secret = os.environ["DBAG_EMBED_SECRET"]
    token = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "{{kid}}"})
    return "{{base}}/embed/{{kind}}/" + token
