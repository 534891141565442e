import { createHmac } from "node:crypto";

/** What /dbag-token answers. The key comes from your session, never from the request. */
export function dbagToken(customerKey) {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "HS256", typ: "JWT", kid: "{{kid}}" };
  const claims = {
    resource: {{resource}},
    params: {
      "{{param}}": String(customerKey),
    },
    iat: now,
    exp: now + 600,
  };
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode(header)}.${encode(claims)}`;
  const mac = createHmac("sha256", process.env.DBAG_EMBED_SECRET).update(signed);
  // The src of a plain frame: "{{base}}/embed/{{kind}}/" + token
  return `${signed}.${mac.digest("base64url")}`;
}
