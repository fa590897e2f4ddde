// How a host gets its runner ready for one job, and what it refuses of what it is told.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../support/program";
import { needTools } from "./fixture";
import { play, type Play, type Played } from "./on-host";

const script = readFileSync(join(root, "components/targets/runner-host/host/register.sh"), "utf8");
const ARCHIVE = "the runner";
const sha256 = createHash("sha256").update(ARCHIVE).digest("hex");
const PARAMETER = "/runners/fairlead/staging/web/i-0123456789abcdef0";
const answer = (more: object = {}): string =>
    JSON.stringify({
        parameter: PARAMETER,
        runner: { version: "2.340.1", url: "https://github.com/actions/runner/x.tar.gz", sha256 },
        ...more,
    });

function register(told = answer(), { invoked = "{}", ...more }: Play & { readonly invoked?: string } = {}): Played {
    return play(script, {
        ...more,
        files: {
            "/etc/fairlead/host.env":
                "REGION=eu-west-1\nDOMAIN=amazonaws.com\nBROKER=web-broker\nAUDIENCE=fairlead/staging/web\nPARAMETERS=/runners/fairlead/staging/web/\n",
            "/opt/fairlead/sign.py": "",
            "/run/fairlead/keep": "",
            "/home/runner/actions/left-over": "of the last job",
            ...more.files,
        },
        programs: {
            mv: '/bin/mv "$@"',
            python3: "cat >/dev/null; echo '{}'",
            curl: "echo said",
            tar: "true",
            chown: "true",
            wget: `while [ $# -gt 1 ]; do [ "$1" != -O ] || out=$2; shift; done; printf '${ARCHIVE}' >"$out"`,
            aws: `case "$*" in
*"lambda invoke"*) printf '%s' '${told}' >"\${@: -1}"; printf '%s' '${invoked}' ;;
*get-parameter*) echo for-one-job ;;
esac`,
            ...more.programs,
        },
    });
}

describe("a host that gets its runner ready", function () {
    this.timeout(60_000);
    before(function () {
        needTools(this, "bash", "jq", "sha256sum");
    });

    it("asks the broker, takes the newest runner by its checksum, and its configuration once", () => {
        const played = register();
        assert.equal(played.code, 0, played.said);
        assert.equal(played.file("/run/fairlead/runner.env"), "ACTIONS_RUNNER_INPUT_JITCONFIG=for-one-job\n");
        const aws = played.calls.filter((call) => call.startsWith("aws "));
        assert.deepEqual(
            aws.map((call) => call.split(" ").slice(1, 3).join(" ")),
            ["lambda invoke", "ssm get-parameter", "ssm delete-parameter"],
        );
        assert.doesNotMatch(played.said, /for-one-job/);
    });

    for (const [what, told, more, words] of [
        [
            "a runner with another checksum",
            answer({ runner: { version: "2.340.1", url: "https://x", sha256: "0".repeat(64) } }),
            {},
            /found another$/m,
        ],
        [
            "a version that is a path",
            answer({ runner: { version: "../../etc/x", url: "https://x", sha256 } }),
            {},
            /found none$/m,
        ],
        ["a parameter of another line", answer({ parameter: "/runners/fairlead/staging/other/i-1" }), {}, /below/],
        [
            "a broker that says no, in its words",
            '{"errorMessage": "acme/web is not private"}',
            { invoked: '{"FunctionError": "Unhandled"}' },
            /asked the broker for a runner: acme\/web is not private/,
        ],
    ] as const)
        it(`refuses ${what}`, () => {
            const played = register(told, more);
            assert.notEqual(played.code, 0);
            assert.match(played.said, words);
            assert.equal(played.file("/run/fairlead/runner.env"), undefined);
        });

    it("mutant: what was fetched is taken as it is", () => {
        const played = register(answer({ runner: { version: "2.340.1", url: "https://x", sha256: "0".repeat(64) } }), {
            mutant: ['sha256sum --check --status <<<"$sha256  $scratch/runner.tar.gz" ||', "true ||"],
        });
        assert.equal(played.code, 0, played.said);
    });
});
