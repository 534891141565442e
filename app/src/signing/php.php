<?php

// What /dbag-token answers. The key comes from your session, never from the request.
function dbag_token(string $customerKey): string
{
    $secret = getenv("DBAG_EMBED_SECRET") ?: throw new RuntimeException("no DBAG_EMBED_SECRET");
    $header = ["alg" => "HS256", "typ" => "JWT", "kid" => "{{kid}}"];
    $claims = [
        "resource" => ["{{kind}}" => {{name}}],
        "params" => (object) [
            "{{param}}" => $customerKey,
        ],
        "iat" => time(),
        "exp" => time() + 600,
    ];
    $encode = fn ($bytes) => rtrim(strtr(base64_encode($bytes), "+/", "-_"), "=");
    $json = fn ($part) => $encode(json_encode($part, JSON_THROW_ON_ERROR));
    $signed = $json($header) . "." . $json($claims);
    $signature = $encode(hash_hmac("sha256", $signed, $secret, true));
    // The src of a plain frame: "{{base}}/embed/{{kind}}/" . $token
    return "$signed.$signature";
}
