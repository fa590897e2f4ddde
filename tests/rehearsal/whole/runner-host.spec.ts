// A host that takes releases, from a push to what it answers, with the real scripts; then another host in its place.
import assert from "node:assert/strict";
import { join } from "node:path";

import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Fact } from "../../../rehearsal/engine/journal";
import { Fleet } from "../../../rehearsal/fleets/fleet";
import { Instances, isLiving } from "../../../rehearsal/fleets/instances";
import type { CommandEnd } from "../../../rehearsal/hosts/host";
import { planOf, root } from "../../support/program";
import { type Rehearsed, rehearsed } from "../../support/rehearsed";
import { needsWalls, who } from "../hosts/fixture";

const source = join(root, "examples", "docker-hub-ec2");
const plans = async () => [
    await planOf("staging", { configFile: join("tests", "fixtures", "runner-host", "Pulumi.staging.yaml") }),
];
const hostOf = (account: LocalAccount) => {
    const [id = ""] = account
        .part(Instances)
        .all.filter(isLiving)
        .map((each) => each.id);
    return { id, host: account.part(Fleet).host(id) };
};
/** As root on the host, unless told otherwise. */
const onHost = (account: LocalAccount, ...commands: readonly string[]): Promise<CommandEnd> =>
    hostOf(account).host.run({ id: `test-${Math.random()}`, commands });
const lines = (facts: readonly Fact[]) =>
    facts.filter(({ kind }) => kind === "line").map(({ data }) => String(data["text"]));

describe("a line to a host that takes releases", function () {
    this.timeout(180_000);
    before(needsWalls);

    let done: Rehearsed;
    let before1 = "";
    let after1 = "";
    const said: Record<string, string> = {};
    before(async () => {
        done = await rehearsed(await plans(), {
            source,
            then: async (account) => {
                before1 = hostOf(account).id;
                const asks = "curl --silent --fail --max-time 5 http://169.254.169.254/latest/meta-data/";
                const closed = await onHost(account, `runuser -u runner -- ${asks} || echo "closed: $?"`);
                const open = await onHost(account, "aws sts get-caller-identity --query Arn --output text");
                const keys = await onHost(account, "runuser -u runner -- aws sts get-caller-identity 2>&1 || true");
                const credentials = await onHost(
                    account,
                    "token=$(cat /run/fairlead/credentials/token)",
                    `curl --noproxy "*" --silent -o /dev/null -w '%{http_code} ' http://169.254.170.2:51679/`,
                    `curl --noproxy "*" --silent -H "Authorization: $token" http://169.254.170.2:51679/`,
                    "runuser -u runner -- cat /run/fairlead/credentials/token 2>&1 || true",
                );
                Object.assign(said, {
                    closed: closed.out,
                    open: open.out,
                    keys: keys.out,
                    credentials: credentials.out,
                });
                await account.part(Fleet).terminate(before1, "somebody ended it");
                for (let times = 0; times < 600; times++) {
                    const back = account
                        .part(Instances)
                        .all.find((each) => isLiving(each) && each.id !== before1 && each.lifecycle === "InService");
                    if (back) {
                        after1 = back.id;
                        await onHost(
                            account,
                            "for _ in $(seq 1 300); do [ -e /var/lib/fairlead/ready ] && break; /run/fairlead/bin/sleep 0.1; done",
                        );
                        break;
                    }
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            },
        });
    });

    it("ends green, with nothing denied", () => {
        assert.deepEqual(done.shortcomings, []);
        assert.deepEqual(
            done.facts.filter(({ kind }) => kind === "denied").map(({ about }) => about),
            [],
        );
    });

    it("starts each release beside the one before it", () => {
        const shipped = done.facts.filter(({ kind, data }) => kind === "command" && data["plugin"] === "ship");
        assert.deepEqual(
            shipped.filter(({ data }) => data["status"] !== "InProgress").map(({ data }) => data["status"]),
            ["Success", "Success"],
        );
    });

    it("closes the metadata service, and with it the host's role, to everybody but root", () => {
        assert.match(said["open"] ?? "", /:assumed-role\/links-host-/);
        // Where everybody is root, it is open to everybody.
        if (who("runner") === "root") return;
        assert.match(said["closed"] ?? "", /closed: 7/);
        assert.match(said["keys"] ?? "", /Unable to locate credentials/);
    });

    it("gives credentials of the application's role to who knows the token, which the runner's user does not", () => {
        const [code, ...rest] = (said["credentials"] ?? "").split(" ");
        assert.equal(code, "401");
        assert.match(rest.join(" "), /"RoleArn": "[^"]*role\/links-application-/);
        if (who("runner") !== "root") assert.match(rest.join(" "), /Permission denied/);
    });

    it("brings back what was live on a host that takes its place, without a pipeline", () => {
        assert.notEqual(after1, "");
        assert.notEqual(after1, before1);
        assert.ok(
            lines(done.facts).some((line) => /user-data: Release links-\S+ is back, with blueprint \S+\.$/.test(line)),
            lines(done.facts).slice(-20).join("\n"),
        );
    });
});
