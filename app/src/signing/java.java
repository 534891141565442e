import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class Dbag {
    /** What /dbag-token answers. The id comes from your session, never from the request. */
    static String dbagToken(long customerId) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String header = """
            {"alg": "HS256", "typ": "JWT", "kid": "{{kid}}"}""";
        // Only numbers go in here; an id that is text is written by your JSON library.
        String claims = """
            {"resource": {"{{kind}}": {{name}}},
             "params": {
               "{{param}}": "%1$d"
             },
             "iat": %2$d, "exp": %3$d}""".formatted(customerId, now, now + 600);
        String signed = encode(header.getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(System.getenv("DBAG_EMBED_SECRET").getBytes(UTF_8), "HmacSHA256"));
        // The src of a plain frame: "{{base}}/embed/{{kind}}/" + token
        return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
