// A job that signs in by a user's access key: what AWS asks of it, and what the job's log shows.
import * as assert from "node:assert/strict";

import { Plans } from "../../../plan/plans";
import { judgeOf } from "../../../rehearsal/account/judge";
import { secretOfKey } from "../../../rehearsal/workflows/identity";
import { planWith, resource } from "../../support/account";
import { play } from "./fixture";

const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/web-make`;
const USER = `arn:aws:iam::${ACCOUNT}:user/web-make`;
const KEY = "AKIA0123456789ABCDEF";

const may = (policy: object): string => JSON.stringify({ Statement: [{ Effect: "Allow", ...policy }] });
const assumes = "sts:AssumeRole";

/** Plays a job that shows a key and its secret; tells how it ended, and what its log has. */
async function shows(wished: {
    readonly id?: string;
    readonly secret?: string;
    readonly trusts?: string;
    readonly mayTakeOn?: string;
    readonly inputs?: string;
}): Promise<readonly [result: string | undefined, why: string, lines: readonly string[]]> {
    const { id = KEY, secret = secretOfKey(KEY), trusts = USER, mayTakeOn = ROLE } = wished;
    const { inputs = "role-skip-session-tagging: true" } = wished;
    const trust = may({ Principal: { AWS: trusts }, Action: assumes });
    const plans = [
        planWith([
            resource("aws:iam/user:User", "web-make", {}, { arn: USER, name: "web-make" }),
            resource("aws:iam/role:Role", "web-make", { assumeRolePolicy: trust }, { arn: ROLE, name: "web-make" }),
            resource("aws:iam/userPolicy:UserPolicy", "web-make", {
                ...{ user: "web-make", policy: may({ Action: assumes, Resource: mayTakeOn }) },
            }),
            { ...resource("aws:iam/accessKey:AccessKey", "web-make-first", { user: "web-make" }), id: KEY },
        ]),
    ];
    const workflow = `
on: push
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          aws-access-key-id: "${id}"
          aws-secret-access-key: "\${{ secrets.KEY }}"
          role-to-assume: "${ROLE}"
          aws-region: eu-west-1
          ${inputs}
      - run: aws sts get-caller-identity --query Arn --output text; echo "\${{ secrets.KEY }}"
`;
    const { end, lines } = await play(workflow, {
        ...{ plans, judge: judgeOf(new Plans(plans)), repository: { secrets: { KEY: secret } } },
    });
    return [end?.result, end?.why ?? "", lines];
}

describe("a workflow takes on a role by a user's key", () => {
    it("and calls in the name of that role; its log has no secret", async () => {
        const [result, why, lines] = await shows({});
        assert.deepEqual([result, why], ["success", ""]);
        assert.ok(lines.includes(`arn:aws:sts::${ACCOUNT}:assumed-role/web-make/GitHubActions`), lines.join("\n"));
        assert.ok(lines.includes("***"), lines.join("\n"));
        assert.ok(!lines.join("\n").includes(secretOfKey(KEY)));
    });

    for (const [what, wished, says] of [
        ["a key that is nobody's", { id: "AKIA9999999999999999" }, /security token included in the request is invalid/],
        ["another key's secret", { secret: secretOfKey("AKIA9999999999999999") }, /does not match the signature/],
        ["a secret that nobody has set", { secret: "" }, /'aws-secret-access-key' must be provided/],
        ["a role that trusts another user", { trusts: `${USER}-2` }, /not authorized to perform: sts:AssumeRole/],
        [
            "a user that may take on another role",
            { mayTakeOn: `${ROLE}-2` },
            /not authorized to perform: sts:AssumeRole/,
        ],
        [
            "a session that is longer than the role's",
            { inputs: "role-skip-session-tagging: true\n          role-duration-seconds: 7200" },
            /MaxSessionDuration/,
        ],
        ["tags of the session, by name", { inputs: "role-duration-seconds: 3600" }, /not rehearsed: tags of a session/],
    ] as const)
        it(`refuses ${what}`, async () => {
            const [result, why] = await shows(wished);
            assert.equal(result, "failure");
            assert.match(why, says);
        });
});
