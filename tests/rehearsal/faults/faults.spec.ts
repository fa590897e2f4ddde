import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { help } from "../../../cli/rehearse/command";
import type { JsonObject } from "../../../plan/document";
import { Plans, type Plan } from "../../../plan/plans";
import { Refused, type Call, type Gateway } from "../../../rehearsal/account/gateway";
import { Clock } from "../../../rehearsal/engine/clock";
import { breakages, faultsOf } from "../../../rehearsal/faults";
import { breakWith } from "../../../rehearsal/faults/source";
import { RetryingGateway, ThrottlingGateway } from "../../../rehearsal/faults/throttle";
import { Story } from "../../../rehearsal/screen/story";
import { planOf, root } from "../../support/program";
import { build, commands } from "../jobs/fixture";

const statements = (plan: Plan): number =>
    plan.resources
        .flatMap(({ inputs }) => [inputs["policy"], inputs["assumeRolePolicy"]])
        .filter((document) => typeof document === "string")
        .map((document) => (JSON.parse(document) as { Statement?: unknown[] }).Statement?.length ?? 0)
        .reduce((sum, count) => sum + count, 0);

describe("faults", () => {
    let plan: Plan;
    before(async () => (plan = await planOf("staging")));

    it("are named by the help and by the page, every one that breaks an application", () => {
        const page = readFileSync(join(root, "docs", "rehearsal.md"), "utf8");
        for (const name of breakages.keys()) {
            assert.match(help, new RegExp(`^ {27}${name} `, "m"));
            assert.match(page, new RegExp(`^\\| \`${name}\` `, "m"));
        }
    });

    it("take out exactly the statement that was asked for", () => {
        const { plans } = faultsOf(["denied=web-ship-verify/s3:PutObject"], [plan]);
        const [changed] = plans;
        assert.ok(changed);
        assert.equal(statements(changed), statements(plan) - 1);
        assert.ok(
            !JSON.stringify(
                changed.resources.find(({ name, type }) => name === "web-ship-verify" && type.includes("rolePolicy")),
            ).includes("s3:PutObject"),
        );
    });

    it("say what there is where somebody asks for what is not", () => {
        assert.throws(() => faultsOf(["unhealty"], [plan]), /there is no fault "unhealty"; did you mean unhealthy\?/);
        assert.throws(
            () => faultsOf(["denied=web-ship-verfy/s3:PutObject"], [plan]),
            /did you mean web-ship-verify\/s3:PutObject\?/,
        );
        assert.throws(
            () => faultsOf(["denied=web-ship-verify/s3:Put"], [plan]),
            /no statement of web-ship-verify names "s3:Put"; there are .*s3:PutObject/,
        );
        assert.throws(() => faultsOf(["denied=nonsense"], [plan]), /no policy belongs to "nonsense"/);
        assert.throws(() => faultsOf(["denied"], [plan]), /did you mean denied=<resource>\/<action>\?/);
        assert.throws(() => faultsOf(["alarm=loud"], [plan]), /no fault "alarm=loud"; did you mean alarm\?/);
    });

    it("tells what it changed outside of the application, and nothing where nothing is changed there", () => {
        const { told } = faultsOf(["denied=web-ship-verify/s3:PutObject", "reject", "unhealthy"], [plan]);
        assert.deepEqual(told, [
            {
                name: "denied=web-ship-verify/s3:PutObject",
                text: "no statement of web-ship-verify names s3:PutObject any more",
            },
            { name: "reject", text: "whoever is asked says no" },
        ]);
    });

    it("hit the release that is named, and only what breaks an application has releases", () => {
        const of = (...names: string[]) => {
            const { breakages: first, breakagesOfSecond: second } = faultsOf(names, [plan]);
            return { first, second };
        };
        assert.deepEqual(of("alarm"), { first: ["alarm"], second: [] });
        assert.deepEqual(of("alarm@1"), { first: ["alarm"], second: [] });
        assert.deepEqual(of("alarm@2", "build@2"), { first: [], second: ["alarm", "build"] }, "mutant: none is first");
        assert.throws(() => of("alarm@3"), /"alarm@3": there are two releases, alarm@1 and alarm@2/);
        assert.throws(() => of("alarm@"), /there are two releases/);
        assert.throws(() => of("kill@2"), /kill is no fault of one release; of one are .*alarm/);
        assert.throws(() => of("alrm@2"), /there is no fault "alrm@2"/);
    });

    it("leave the plans alone where they are of another kind", () => {
        const { plans, rejects, kills, throttles } = faultsOf(["reject", "kill", "throttle"], [plan]);
        assert.equal(plans[0], plan);
        assert.deepEqual([rejects, kills, throttles], [true, true, true]);
    });
});

describe("breakages of an application", () => {
    let folder: string;
    let plans: readonly Plan[];
    before(async () => (plans = [await planOf("staging")]));
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "breakage-"));
        cpSync(join(root, "examples", "blue-green-web"), folder, { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const dockerfile = () => readFileSync(join(folder, "Dockerfile"), "utf8");

    it("put the failing test into the stage that tests", () => {
        breakWith(breakages.get("build") ?? [], folder, plans);
        assert.match(dockerfile(), /FROM .* AS test\nRUN echo "not ok/i);
    });
    for (const name of ["unhealthy", "alarm"]) {
        it(`start another program for ${name}`, () => {
            const before = dockerfile();
            breakWith(breakages.get(name) ?? [], folder, plans);
            assert.ok(dockerfile().startsWith(before) && dockerfile().includes("ENTRYPOINT"));
        });
    }

    it("start a server for alarm in the language of the image, and are refused where that is not known", () => {
        const alarm = breakages.get("alarm") ?? [];
        const startedBy = (text: string): string[] => {
            writeFileSync(join(folder, "Dockerfile"), text);
            breakWith(alarm, folder, plans);
            return JSON.parse(/ENTRYPOINT (.*)\n$/.exec(dockerfile())?.[1] ?? "[]") as string[];
        };
        assert.equal(startedBy("ARG V=22\nFROM node:$V AS base\nFROM base\n")[0], "node");
        const [program = "", flag = "", server = ""] = startedBy("FROM node:22\nFROM python:3.11\n");
        assert.deepEqual([program, flag], ["python3", "-c"]);
        execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", server]);
        for (const base of ["golang:1.25", "scratch", "ours/web:1"])
            assert.throws(
                () => startedBy(`FROM node:22\nFROM ${base}\n`),
                new RegExp(
                    `Dockerfile:2: the fault alarm starts a server of node or python, and FROM ${base} is not known`,
                ),
            );
    });

    it("leave the command alone that runs before traffic moves, behind the entry point that the image had", () => {
        const command = ["migrate.sh", "to the newest"];
        const ours = plans.map((plan) => ({
            ...plan,
            resources: plan.resources.map((each) => {
                const settings = each.inputs["settings"] as JsonObject | undefined;
                const deploy = settings?.["deploy"] as JsonObject | undefined;
                if (deploy?.["kind"] !== "ecs") return each;
                const more = { ...settings, deploy: { ...deploy, before: { command } } };
                return { ...each, inputs: { ...each.inputs, settings: more } };
            }),
        }));
        writeFileSync(join(folder, "Dockerfile"), 'FROM node:22\nENTRYPOINT ["echo", "ran"]\n');
        breakWith(breakages.get("alarm") ?? [], folder, ours);
        const [, line = "[]"] = /ENTRYPOINT (.*)\n$/.exec(dockerfile()) ?? [];
        const started = (...args: string[]): string => {
            const [program = "", ...words] = JSON.parse(line) as string[];
            // Not what serves: that would go on.
            const script = (words[1] ?? "").replace(/exec 'node' .*$/s, "echo broken");
            return execFileSync(program, [words[0] ?? "", script, ...words.slice(2), ...args], { encoding: "utf8" });
        };
        assert.equal(started(...command), "ran migrate.sh to the newest\n");
        assert.equal(started(), "broken\n");
        assert.equal(started("serve"), "broken\n", "mutant: whatever has arguments is left alone");
    });

    it("are left to the kinds that know how, and refused where none does", () => {
        const before = dockerfile();
        const unhealthy = breakages.get("unhealthy") ?? [];
        assert.throws(() => breakWith(unhealthy, folder, []), /no kind of build or target in these plans knows/);
        assert.equal(dockerfile(), before);
        const other = (): string => "the other kind's file is broken";
        assert.equal(breakWith([...unhealthy, other], folder, []), other());
        rmSync(join(folder, "Dockerfile"));
        assert.throws(() => breakWith(unhealthy, folder, plans), /changes the Dockerfile, and .* has none/);
        assert.equal(breakWith([...unhealthy, other], folder, plans), other());
    });
});

describe("throttling", () => {
    const call: Call = { by: { role: "r", as: "s" }, action: "s3:GetObject", on: "x" };
    function gateways(): { busy: Gateway; calls: () => number } {
        let calls = 0;
        const inner: Gateway = { ask: () => undefined, call: () => Promise.resolve((calls += 1)) };
        return { busy: new ThrottlingGateway(inner), calls: () => calls };
    }

    it("refuses the first call of each kind", async () => {
        const { busy } = gateways();
        await assert.rejects(busy.call(call), (error: Refused) => error.code === "ThrottlingException");
        assert.equal(await busy.call(call), 1);
    });

    it("is nothing to a client that tries again, and everything is done once", async () => {
        const { busy, calls } = gateways();
        const said: number[] = [];
        const patient = new RetryingGateway(busy, new Clock(100_000), (_, attempt) => said.push(attempt));
        assert.equal(await patient.call(call), 1);
        assert.deepEqual([said, calls()], [[1], 1]);
    });

    describe("of a job that calls AWS", () => {
        const publish = commands("aws sns publish --topic-arn arn:aws:sns:eu-west-1:111122223333:news --message hello");
        const services = new Map([["sns:Publish", () => ({ MessageId: "1" })]]);

        async function throttled(environmentVariables: readonly JsonObject[] = []) {
            const story = new Story(new Plans([]));
            const { status, lines, facts } = await build({
                buildspec: publish,
                services,
                speed: 3600,
                project: { environment: { image: "aws/codebuild/standard:8.0", environmentVariables } },
                gateway: (own, account) =>
                    new RetryingGateway(new ThrottlingGateway(own), account.clock, ({ action }, attempt, again) =>
                        account.record({ kind: "throttled", about: action, data: { attempt, again } }),
                    ),
            });
            for (const fact of facts) story.apply(fact);
            return { status, said: lines.join("\n"), faults: story.faults.map(({ text }) => text) };
        }

        it("is tried again by the command line, and shown", async () => {
            const { status, faults } = await throttled();
            assert.equal(status, "SUCCEEDED");
            assert.equal(faults.length, 1);
            assert.match(faults[0] ?? "", /^AWS refused \d+ calls with "Rate exceeded"$/);
        });

        it("mutant: a job that forbids its command line to try again is red, and says why", async () => {
            const { status, said, faults } = await throttled([{ name: "AWS_MAX_ATTEMPTS", value: "1" }]);
            assert.equal(status, "FAILED");
            assert.match(said, /ThrottlingException.*Rate exceeded/);
            assert.match(faults[0] ?? "", /; 1 were not tried again$/);
        });
    });

    it("lets other refusals through at once", async () => {
        let calls = 0;
        const inner: Gateway = {
            ask: () => undefined,
            call: () => {
                calls += 1;
                return Promise.reject(new Refused("NoSuchKey", "no"));
            },
        };
        await assert.rejects(new RetryingGateway(inner, new Clock(1), () => undefined).call(call), Refused);
        assert.equal(calls, 1);
    });
});
