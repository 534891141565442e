using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

static class Dbag
{
    /// <summary>What /dbag-token answers. The key comes from your session, never from the request.</summary>
    public static string Token(string customerKey)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = new { alg = "HS256", typ = "JWT", kid = "{{kid}}" };
        var claims = new
        {
            resource = new { {{kind}} = {{name}} },
            @params = new Dictionary<string, string>
            {
                ["{{param}}"] = customerKey,
            },
            iat = now,
            exp = now + 600,
        };
        var signed = Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "."
            + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        var secret = Environment.GetEnvironmentVariable("DBAG_EMBED_SECRET");
        using (var mac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
        {
            var signature = mac.ComputeHash(Encoding.UTF8.GetBytes(signed));
            // The src of a plain frame: "{{base}}/embed/{{kind}}/" + token
            return signed + "." + Encode(signature);
        }
    }

    private static string Encode(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
