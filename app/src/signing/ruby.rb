require "json"
require "openssl"

# What /dbag-token answers. The key comes from your session, never from the request.
def dbag_token(customer_key)
  now = Time.now.to_i
  header = { alg: "HS256", typ: "JWT", kid: "{{kid}}" }
  claims = {
    resource: {{resource}},
    params: {
      "{{param}}": customer_key.to_s,
    },
    iat: now,
    exp: now + 600,
  }
  encode = ->(bytes) { [bytes].pack("m0").tr("+/", "-_").delete("=") }
  signed = [header, claims].map { |part| encode.(JSON.generate(part)) }.join(".")
  signature = OpenSSL::HMAC.digest("SHA256", ENV.fetch("DBAG_EMBED_SECRET"), signed)
  # The src of a plain frame: "{{base}}/embed/{{kind}}/" + token
  "#{signed}.#{encode.(signature)}"
end
