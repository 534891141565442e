package dbag

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"time"
)

// DbagToken is what /dbag-token answers. The key comes from your session, never from the request.
func DbagToken(customerKey string) (string, error) {
	secret := os.Getenv("DBAG_EMBED_SECRET")
	if secret == "" {
		return "", errors.New("no DBAG_EMBED_SECRET")
	}
	now := time.Now().Unix()
	header := map[string]any{"alg": "HS256", "typ": "JWT", "kid": "{{kid}}"}
	claims := map[string]any{
		"resource": map[string]any{"{{kind}}": {{name}}},
		"params": map[string]any{
			"{{param}}": customerKey,
		},
		"iat": now,
		"exp": now + 600,
	}
	signed := encode(header) + "." + encode(claims)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	signature := base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	// The src of a plain frame: "{{base}}/embed/{{kind}}/" + token
	return signed + "." + signature, nil
}

func encode(part map[string]any) string {
	text, _ := json.Marshal(part) // It fails for no text and no number.
	return base64.RawURLEncoding.EncodeToString(text)
}
