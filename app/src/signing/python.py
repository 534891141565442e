import os
import time

import jwt  # pip install pyjwt


def dbag_token(customer_key):
    """What /dbag-token answers. The key comes from your session, never from the request."""
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
    # The src of a plain frame: "{{base}}/embed/{{kind}}/" + token
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "{{kid}}"})
