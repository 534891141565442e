// The signing code that people copy, in every language: run as it is, its token opens their page.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CUSTOMERS, PYTHON, other, startEmbedding } from "../support/embedding.js";
import { expect, test as base } from "../support/test.js";

const DEPENDENCIES = fileURLToPath(new URL("../../target/debug/deps/", import.meta.url));
/**
 * Links with the crates as cargo left them. There is one of each for every choice of features, and
 * only those fit together that were built with each other: they are tried.
 */
const LINK_RUST = `
for json in "$1"libserde_json-*.rlib; do
  for jwt in "$1"libjsonwebtoken-*.rlib; do
    rustc --edition=2024 -Ldependency="$1" --extern=serde_json="$json" --extern=jsonwebtoken="$jwt" \\
      -o"$2.bin" "$2" 2>"$2.err" && exit
  done
done
cat "$2.err" >&2
exit 1`;
const SIGNING = fileURLToPath(new URL("../../app/src/signing/", import.meta.url));

/**
 * The languages: the file, what runs it and, around what people copy, the least that prints the
 * token for the customer named on the command line.
 *
 * A tool that is missing is an error: `scripts/tools.sh test` installs them. Rust links the crates that
 * Dbag itself was built with.
 */
const LANGUAGES = {
  "python.py": {
    file: "sign.py",
    around: (code) => `${code}\nimport sys\nprint(dbag_token(sys.argv[1]))\n`,
    run: (file, key) => [[PYTHON, file, key]],
  },
  "ruby.rb": {
    file: "sign.rb",
    around: (code) => `${code}\nputs dbag_token(ARGV[0])\n`,
    run: (file, key) => [["ruby", "-w", file, key]],
  },
  "php.php": {
    file: "sign.php",
    around: (code) => `${code}\necho dbag_token($argv[1]);\n`,
    run: (file, key) => [["php", "-d", "error_reporting=-1", "-d", "display_errors=stderr", file, key]],
  },
  "node.js": {
    file: "sign.mjs",
    around: (code) => `${code}\nconsole.log(dbagToken(process.argv[2]));\n`,
    run: (file, key) => [[process.execPath, file, key]],
  },
  "go.go": {
    file: "sign.go",
    around: (code) =>
      code
        .replace("package dbag", "package main")
        .replace('\t"os"\n', '\t"fmt"\n\t"os"\n')
        .concat(`
func main() {
	token, problem := DbagToken(os.Args[1])
	if problem != nil {
		panic(problem)
	}
	fmt.Println(token)
}
`),
    run: (file, key) => [["go", "run", file, key]],
  },
  "rust.rs.txt": {
    file: "sign.rs",
    around: (code) => `${code}
fn main() {
    let key = std::env::args().nth(1).expect("a key");
    println!("{}", dbag_token(&key).expect("a token"));
}
`,
    run: (file, key) => [
      ["sh", "-c", LINK_RUST, "sh", DEPENDENCIES, file],
      [`${file}.bin`, key],
    ],
  },
  "java.java": {
    file: "Sign.java",
    around: (code) =>
      code.replace(
        "final class Dbag",
        `class Sign {
    public static void main(String[] words) throws Exception {
        System.out.println(Dbag.dbagToken(Long.parseLong(words[0])));
    }
}

final class Dbag`,
      ),
    run: (file, key) => [["java", file, key]],
  },
  // Mono is older than System.Text.Json: the one method that is called stands in for it, by the
  // serializer that Mono has. .NET itself is in no repository of Debian's.
  "csharp.cs": {
    file: "Sign.cs",
    around: (code) => `${code}
static class Sign
{
    static void Main(string[] words) => Console.WriteLine(Dbag.Token(words[0]));
}

namespace System.Text.Json
{
    static class JsonSerializer
    {
        public static byte[] SerializeToUtf8Bytes(object part) => Encoding.UTF8.GetBytes(
            new System.Web.Script.Serialization.JavaScriptSerializer().Serialize(part));
    }
}
`,
    run: (file, key) => [
      ["mcs", "-reference:System.Web.Extensions.dll", `-out:${file}.exe`, file],
      ["mono", `${file}.exe`, key],
    ],
  },
};

const test = base.extend({
  /** Dbag with what the shop embeds; see `startEmbedding`. */
  embedding: [
    async ({}, use) => {
      const embedding = await startEmbedding();
      await use(embedding);
      await embedding.stop();
    },
    { scope: "worker" },
  ],
  /** A folder for a program. */
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "dbag-signing-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
});

test.use({ visitor: "nobody" });
// One worker, so that there is one server. Go and Java compile what they run.
test.describe.configure({ mode: "default", timeout: 120_000 });

for (const [name, language] of Object.entries(LANGUAGES)) {
  test(`${name} signs a token for a dashboard`, async ({ request, embedding, folder }) => {
    for (const [customer, { key, own }] of Object.entries(CUSTOMERS)) {
      const code = filled(name, embedding);
      expect(code, "where a plain frame finds it").toContain(`${embedding.address}/embed/dashboard/"`);
      const token = print(language, code, folder, key, embedding);
      expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      const answer = await request.get(`${embedding.address}/embed/dashboard/${token}`);
      expect(answer.status(), `${name}: ${token}`).toBe(200);
      const page = await answer.text();
      expect(page).toMatch(own);
      expect(page).toContain(customer);
      expect(page).not.toMatch(CUSTOMERS[other(customer)].own);
      const { iat, exp } = claimsOf(token);
      expect(exp - iat).toBe(600);
    }
  });

  test(`${name} signs a token where nothing is locked, and none without a secret`, async ({ embedding, folder }) => {
    const whole = filled(name, embedding, { locked: false, kind: "panel", name: "17" });
    expect(whole).toContain("/embed/panel/");
    const token = print(language, whole, folder, "42", embedding);
    expect(claimsOf(token)).toMatchObject({ resource: { panel: 17 }, params: {} });

    // A key of no letters would sign what everybody could sign.
    const tried = () => print(language, whole, folder, "42", { key: { secret: undefined } });
    expect(tried).toThrow();
  });
}

function read(name) {
  return readFileSync(join(SIGNING, name), "utf8");
}

/** The code for the shop's dashboard, or for something else of it. */
function filled(name, { address, key }, { locked = true, ...more } = {}) {
  const places = { base: address, kid: key.kid, kind: "dashboard", name: '"account"', param: "customer" };
  return fill(read(name), { ...places, ...more, locked });
}

/** Fills the places as Dbag's own page does: where nothing is locked, those lines go. */
function fill(code, { locked, ...places }) {
  const resource = `{"${places.kind}": ${places.name}}`;
  const lines = code.split("\n").filter((line) => locked || !line.includes("{{param}}"));
  return Object.entries({ ...places, resource }).reduce(
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, () => value),
    lines.join("\n"),
  );
}

/** Runs code with the secret of a key; gives the token that it prints. */
function print({ file, around, run }, code, folder, key, { key: { secret } }) {
  expect(code).not.toContain("{{");
  const path = join(folder, file);
  writeFileSync(path, around(code));
  const environment = { ...process.env, GOCACHE: join(folder, "go"), GO111MODULE: "off", GOFLAGS: "" };
  delete environment.DBAG_EMBED_SECRET;
  if (secret) environment.DBAG_EMBED_SECRET = secret;
  const options = { cwd: folder, env: environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  let printed = "";
  for (const [program, ...args] of run(path, key)) printed = execFileSync(program, args, options);
  return printed.trim();
}

function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}
