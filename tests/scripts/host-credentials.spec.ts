// Who is given credentials of a host's application: who knows the token, and nobody where there is none.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { root } from "../support/program";
import { needTools } from "./fixture";

const PROGRAM = readFileSync(join(root, "components/targets/runner-host/host/credentials.py"), "utf8");
const KNOWN = "0a".repeat(32);
/** Serves at any port, asks once, and prints what it was answered. */
const ASK = `
import sys, threading, urllib.error, urllib.request
TOKEN, given, command = sys.argv[1:]
COMMAND = ["sh", "-c", command]
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
headers = {"Authorization": given} if given else {}
request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}/", headers=headers)
try:
    answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.read().decode())
`;
const CREDENTIALS = JSON.stringify({
    Credentials: { AccessKeyId: "ASIA", SecretAccessKey: "s", SessionToken: "t", Expiration: "2030-01-01T00:00:00Z" },
});
const GIVES = `echo '${CREDENTIALS}'`;

interface Asked {
    readonly kept?: string | undefined;
    readonly given?: string;
    readonly command?: string;
    readonly mutant?: readonly [string, string];
}

describe("the credentials of a host's application", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this, "python3");
    });

    const ask = ({ kept = KNOWN, given = KNOWN, command = GIVES, mutant }: Asked = {}): string => {
        const folder = mkdtempSync(join(tmpdir(), "fairlead-token-"));
        try {
            const token = join(folder, kept === "folder" ? "" : "token");
            if (kept !== "folder" && kept !== "none") spawnSync("tee", [token], { input: `${kept}` });
            const program = PROGRAM.replace(/^if __name__[^]*$/m, "");
            const text = mutant ? program.replace(...mutant) : program;
            assert.ok(mutant === undefined || text !== program);
            const { stdout, stderr } = spawnSync("python3", ["-c", text + ASK, token, given, command], {
                encoding: "utf8",
                env: { ...process.env, APPLICATION_ROLE: "arn:aws:iam::111122223333:role/web", REGION: "eu-west-1" },
            });
            return stdout || stderr;
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    };

    it("are for who knows the token", () => {
        assert.match(ask(), /^200 \{"RoleArn": "arn:aws:iam::111122223333:role\/web", "AccessKeyId": "ASIA"/m);
        for (const given of ["", "0b".repeat(32)]) assert.match(ask({ given }), /^401 /m);
    });

    for (const [what, kept] of [
        ["no token", "none"],
        ["a token of nothing", "\n"],
        ["half a token", "0a0a"],
        ["a folder for a token", "folder"],
    ] as const)
        it(`are nobody's where there is ${what}`, () => {
            for (const given of ["", kept.trim()])
                assert.match(ask({ kept, given }), /^500 .*this machine has no token/m);
        });

    it("say in the log what AWS said, and not to who asks", () => {
        const said = ask({ command: "echo 'AccessDenied: not you' >&2; exit 254" });
        assert.match(said, /^red: asked for the role .*AccessDenied: not you/m);
        assert.match(said, /^500 \{"message": "AWS gave no credentials; the log of this machine says why"\}$/m);
    });

    it("mutant: an empty token would let everybody in", () => {
        const mutant = ["if len(known) != LENGTH:", "if False:"] as const;
        assert.match(ask({ kept: "\n", given: "", mutant }), /^200 /m);
    });
});
