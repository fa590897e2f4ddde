// A host that works jobs: its broker registers it, it works one, registers again, is replaced, and registers again.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Fact } from "../../../rehearsal/engine/journal";
import { Fleet } from "../../../rehearsal/fleets/fleet";
import { Instances, isLiving } from "../../../rehearsal/fleets/instances";
import { planOf, root } from "../../support/program";
import { type Rehearsed, rehearsed } from "../../support/rehearsed";
import { needsWalls } from "../hosts/fixture";

const JOB = `on: push
jobs:
  there:
    runs-on: [self-hosted, links-runner]
    steps: [{ run: "echo worked by a host" }]
  nowhere:
    runs-on: [self-hosted, links-elsewhere]
    steps: [{ run: "echo never" }]
`;
const hostIn = (account: LocalAccount): string =>
    account.part(Instances).all.find((each) => isLiving(each))?.id ?? "none";
const until = async (holds: () => boolean): Promise<void> => {
    for (let times = 0; times < 900 && !holds(); times++) await sleep(50);
};

describe("a line to a host that works jobs", function () {
    this.timeout(180_000);
    before(needsWalls);

    const source = mkdtempSync(join(tmpdir(), "links-"));
    let done: Rehearsed;
    const hosts: string[] = [];
    const refused: Record<string, string> = {};
    before(async () => {
        cpSync(join(root, "examples", "docker-hub-ec2"), source, { recursive: true });
        mkdirSync(join(source, ".github", "workflows"), { recursive: true });
        writeFileSync(join(source, ".github", "workflows", "host.yml"), JOB);
        const plan = await planOf("runner", {
            configFile: join("tests", "fixtures", "runner-host", "Pulumi.runner.yaml"),
        });
        done = await rehearsed([plan], {
            source,
            then: async (account, facts) => {
                const registered = (id: string) =>
                    facts.filter(({ kind, about }) => kind === "runner.registered" && about === `fairlead-${id}`)
                        .length;
                hosts.push(hostIn(account));
                await until(() => registered(hosts[0] ?? "") >= 2);
                // What a job could do: who may become root there has what the host's role may.
                const { host } = { host: account.part(Fleet).host(hosts[0] ?? "") };
                for (const [what, command] of Object.entries({
                    key: "aws ssm get-parameter --name /secrets/fairlead/runner/githubApp --with-decryption",
                    others: "aws ssm get-parameter --name /runners/fairlead/runner/other/i-0123456789abcdef0",
                    candidate:
                        "aws s3api put-object --bucket fairlead-runner-releases-111122223333 --key releases/links/candidate.zip --body /etc/hosts",
                    farewell:
                        "aws lambda invoke --function-name $(. /etc/fairlead/host.env; echo ${BROKER/broker/farewell}) /tmp/out",
                })) {
                    const { out, err } = await host.run({
                        id: `try-${what}`,
                        commands: [`bash -c '${command}' 2>&1 || true`],
                    });
                    refused[what] = out + err;
                }
                await account.part(Fleet).terminate(hosts[0] ?? "", "somebody ended it");
                await until(() => hostIn(account) !== "none" && registered(hostIn(account)) >= 1);
                hosts.push(hostIn(account));
            },
        });
    });
    after(() => rmSync(source, { recursive: true, force: true }));
    const facts = (kind: string, of?: string): readonly Fact[] =>
        done.facts.filter((fact) => fact.kind === kind && (of === undefined || fact.about.endsWith(of)));

    it("is registered by the broker, which AWS told who asks", () => {
        const [first] = facts("runner.registered");
        assert.equal(first?.about, `fairlead-${hosts[0]}`);
        assert.deepEqual(first.data["labels"], ["self-hosted", "links-runner"]);
        assert.ok(facts("function.invoked").every(({ data }) => data["error"] === null));
    });

    it("works a job, and registers for the next one by itself", () => {
        assert.equal(facts("runner.worked")[0]?.about, `fairlead-${hosts[0]}`);
        assert.equal(facts("runner.registered", hosts[0]).length, 2);
        assert.ok(done.facts.some(({ data }) => JSON.stringify(data).includes("worked by a host")));
    });

    it("refuses a job whose labels no host of these plans has, by name", () => {
        const why = facts("workflow.job.ended").map(({ data }) => String(data["why"]));
        assert.ok(
            why.some((text) => /a runner self-hosted, links-elsewhere; no host of these plans/.test(text)),
            why.join("\n"),
        );
    });

    it("takes its configuration once", () => {
        const names = [...new Set(facts("parameter").map(({ about }) => about))].filter((name) =>
            name.includes(`/${hosts[0]}-`),
        );
        assert.ok(names.length > 1, "each registration has a name of its own");
        for (const name of names.slice(0, -1)) {
            const [written, taken, ...more] = facts("parameter", name);
            assert.notEqual(written?.data["value"], null);
            assert.deepEqual([taken?.data["value"], more.length], [null, 0]);
        }
    });

    it("is forgotten when it ends, and another one in its place registers", () => {
        assert.notEqual(hosts[1], hosts[0]);
        assert.ok(facts("runner.removed", hosts[0]).length > 0);
        assert.ok(facts("runner.registered", hosts[1]).length > 0);
    });

    for (const what of ["key", "others", "candidate", "farewell"])
        it(`cannot, as root on the host, reach what is not its own: ${what}`, () => {
            assert.match(refused[what] ?? "", /AccessDenied|is not authorized to perform/);
        });
});
