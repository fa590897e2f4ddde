// A host in each environment, and what a fixed name or port would break: the first release, the second one beside it, and one that
// cannot run, which leaves the second one alone and is red with the reason.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Fleet } from "../../rehearsal/fleets/fleet";
import { Instances, isLiving } from "../../rehearsal/fleets/instances";
import { pushDirectory } from "../../rehearsal/services/repositories";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";
import { needsWalls } from "../rehearsal/hosts/fixture";

const ACCOUNT = "111122223333";
const configFile = join("tests", "fixtures", "runner-host", "Pulumi.staging.yaml");
const deploy = { kind: "runner-host", port: 80, containerPort: 3000, drainingSeconds: 1 };
const STACKS = {
    staging: { "fairlead:promotesTo": [{ environment: "prod", account: ACCOUNT }] },
    prod: {
        "fairlead:promotesFrom": { environment: "staging", account: ACCOUNT },
        "fairlead:services": { links: { deploy } },
    },
};

describe("releases on hosts of two environments", function () {
    this.timeout(400_000);
    before(needsWalls);

    const source = mkdtempSync(join(tmpdir(), "links-"));
    after(() => rmSync(source, { recursive: true, force: true }));
    const versioned = (version: string): void => {
        const path = join(source, "package.json");
        const known = JSON.parse(readFileSync(path, "utf8")) as object;
        writeFileSync(path, JSON.stringify({ ...known, version }));
    };

    /** What answers at each host's own port, and which of its two containers that is. */
    async function answering(account: LocalAccount): Promise<readonly string[]> {
        const ask = `curl --noproxy '*' --silent http://127.0.0.1:80/ | jq -r .version; docker ps --format '{{.Names}}' | grep ^app-`;
        const hosts = account.part(Instances).all.filter((each) => isLiving(each));
        const ends = hosts.map(({ id }) =>
            account
                .part(Fleet)
                .host(id)
                .run({ id: "ask", commands: [ask] }),
        );
        return (await Promise.all(ends)).map(({ out }) => out.trim().replace(/\s+/g, " "));
    }

    it("come first and second; one that cannot run leaves the second alone, is red with its own last words, and goes nowhere", async () => {
        cpSync(join(root, "examples", "docker-hub-ec2"), source, { recursive: true });
        versioned("1.0.0");
        const plans = [];
        for (const [stack, overrides] of Object.entries(STACKS))
            plans.push(await planOf(stack, { configFile, overrides }));
        const seen: (readonly string[])[] = [];
        const { facts } = await rehearsed(plans, {
            source,
            then: async (account) => {
                const [repository] = account.created(TYPE.codeRepository);
                assert.ok(repository);
                const push = async (message: string): Promise<void> => {
                    pushDirectory(account, text(repository.resource, "arn"), source, message);
                    await account.quiet();
                    seen.push(await answering(account));
                };
                seen.push(await answering(account));
                versioned("2.0.0");
                await push("The second one");
                versioned("3.0.0");
                appendFileSync(join(source, "Dockerfile"), '\nENTRYPOINT ["sh", "-c", "echo no database; exit 1"]\n');
                await push("One that cannot run");
            },
        });
        const [first, second, third] = seen;
        const versions = (hosts: readonly string[] = []) => hosts.map((each) => each.split(" ")[0]);
        assert.deepEqual([first, second].map(versions), [
            ["1.0.0", "1.0.0"],
            ["2.0.0", "2.0.0"],
        ]);
        assert.deepEqual(
            third?.map((each) => each.replace(/app-(blue|green)$/, "one container")),
            ["2.0.0 one container", "2.0.0 one container"],
        );
        const shipped = facts
            .filter(
                ({ kind, data }) => kind === "command" && data["plugin"] === "ship" && data["status"] !== "InProgress",
            )
            .map(({ data }) => data);
        const statuses = shipped.map(({ status }) => status);
        assert.deepEqual(statuses, [...Array.from({ length: 6 }, () => "Success"), "Failed"]);
        const last = shipped.at(-1);
        assert.match(String(last?.["out"]), /The new container's last words:[^]*no database/);
        assert.match(String(last?.["err"]), /it is gone again, and what was live before still answers/);
        const verified = facts.filter(
            ({ kind, about }) => kind === "object" && /releases\/links\/live\.zip$/.test(about),
        );
        assert.equal(verified.length, 2 * 4, "the seed, the placeholder and two releases, in each environment");
    });
});
