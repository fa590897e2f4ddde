import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { JsonObject, Plan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import type { Finding } from "../../../rehearsal/check/findings";
import type { RunningShown } from "../../../rehearsal/screen/model";
import { Story } from "../../../rehearsal/screen/story";
import { ec2 } from "../../../rehearsal/targets/ec2";
import { hurry } from "../deployments/line";
import { FIXED, fixedPlan, groupPlan, type Site, starting } from "../fleets/site";
import { resource } from "../../support/account";

/** With a pipeline that deploys. */
const shipping = (plan: Plan): Plan => {
    const configuration = { ApplicationName: "site", DeploymentGroupName: "site" };
    const action = {
        name: "RollOut",
        category: "Deploy",
        provider: "CodeDeploy",
        configuration,
        inputArtifacts: ["Prepared"],
    };
    const stages = [{ name: "Deploy", actions: [action] }];
    return {
        ...plan,
        resources: [...plan.resources, resource("aws:codepipeline/pipeline:Pipeline", "ship", { stages })],
    };
};

const runningIn = (site: Site): RunningShown => {
    const { plans } = site.account;
    const history = ec2.follow(plans, new Story(plans));
    for (const fact of site.facts) history.apply(fact);
    const [running] = history.running;
    assert.ok(running);
    return running;
};

describe("what is said of machines", () => {
    hurry({ startUp: 300 });
    const start = starting();

    it("which release they carry, of what kind, and for how long one that is alone did not answer", async () => {
        const site = await start({ plan: shipping(fixedPlan()) });
        await site.ended(await site.deploy({ release: "one" }));
        assert.equal(runningIn(site).noticed, undefined, "there was nothing to miss before the first release");
        await site.ended(await site.deploy({ release: "two", starts: 150 }));
        const { carried, noticed, shortcomings, isDeployed } = runningIn(site);
        assert.deepEqual(carried, { kind: "bundle", digest: `sha256:${"0".repeat(64)}`, commit: undefined });
        assert.match(noticed ?? "", /^nobody was answered for 0\.\d s while its one machine changed$/);
        assert.equal(isDeployed, true);
        assert.deepEqual(shortcomings, ["staging site has no address that could be asked"]);
    });

    it("what its address answered, and that a machine has no release", async () => {
        const site = await start({ plan: shipping(fixedPlan()) });
        const { plans } = site.account;
        const history = ec2.follow(plans, new Story(plans));
        for (const fact of site.facts) history.apply(fact);
        const answer = { url: "http://127.0.0.1:1", status: 502, body: "" };
        assert.equal(history.takes?.(`arn:aws:ec2:eu-west-1:111122223333:instance/${FIXED}:8080`, answer), true);
        assert.equal(history.takes("arn:aws:ec2:eu-west-1:111122223333:instance/i-0:8080", answer), false);
        assert.deepEqual(history.running[0]?.shortcomings, [
            "staging site has a machine that no release was brought to",
            "staging site answered 502",
        ]);
        history.takes(`arn:aws:ec2:eu-west-1:111122223333:instance/${FIXED}:8080`, { ...answer, status: 200 });
        const status = () => history.running[0]?.answered?.status;
        assert.equal(status(), 502, "of several machines, the one that is not well");
        history.apply({ n: 0, at: 0, kind: "asked", about: "every listener", data: {} });
        history.takes(`arn:aws:ec2:eu-west-1:111122223333:instance/${FIXED}:8080`, { ...answer, status: 200 });
        assert.equal(status(), 200, "asked again, what was answered before is of before");
    });

    it("that a release which is well has no first page, and nothing where there is no release", async () => {
        const site = await start({ plan: shipping(fixedPlan()) });
        const { plans } = site.account;
        const red = (): readonly string[] => {
            const history = ec2.follow(plans, new Story(plans));
            for (const fact of site.facts) history.apply(fact);
            const answer = { url: "http://127.0.0.1:1", status: 404, body: "" };
            assert.ok(history.takes?.(`arn:aws:ec2:eu-west-1:111122223333:instance/${FIXED}:8080`, answer));
            return history.running[0]?.shortcomings ?? [];
        };
        assert.equal(red().at(-1), "staging site answered 404");
        await site.ended(await site.deploy({ release: "one" }));
        assert.deepEqual(red(), []);
    });

    it("that launching was given up", async () => {
        const site = await start({ plan: shipping(groupPlan(1)) });
        await site.until(() => site.serving().length === 1);
        await site.ended(await site.deploy({ release: "one" }));
        site.launchesFail = true;
        site.hosts[0]?.die("its machine failed");
        await site.until(() => site.of("autoscaling.stopped").length === 1);
        const { shortcomings } = runningIn(site);
        assert.match(shortcomings.join("\n"), /AWS would launch one more for ever[^]*has no machine/);
    });
});

describe("an application that brings an AppSpec of its own", () => {
    const folder = mkdtempSync(join(tmpdir(), "appspec-"));
    after(() => rmSync(folder, { recursive: true }));
    const SOUND = {
        version: 0,
        os: "linux",
        files: [{ source: "/", destination: "/opt/app" }],
        hooks: { AfterInstall: [{ location: "hooks/after.sh" }], ApplicationStart: [{ location: "hooks/start.sh" }] },
    };
    const write = (spec: unknown): void => {
        mkdirSync(join(folder, "hooks"), { recursive: true });
        for (const name of ["after", "start"]) writeFileSync(join(folder, "hooks", `${name}.sh`), "#!/bin/sh\n");
        writeFileSync(join(folder, "appspec.yml"), typeof spec === "string" ? spec : JSON.stringify(spec));
    };
    const findings = (spec: unknown): readonly string[] => {
        write(spec);
        return found({ kind: "ec2" });
    };
    const found = (deploy: JsonObject): readonly string[] => {
        const maker = { plan: fixedPlan(), name: "site", deploy, build: { kind: "package" } };
        const line = { ...maker, deploy: { port: 8080, ...deploy } };
        const settings = { at: (...path: readonly string[]) => path.slice(1).join(".") };
        const of = { line, maker, folder, settings, shown: (path: string) => path.slice(folder.length + 1) };
        const said = ec2.checkFolder?.(of as unknown as Parameters<NonNullable<typeof ec2.checkFolder>>[0]) ?? [];
        return said.map(({ file, says }: Finding) => `${file}: ${says}`);
    };

    it("has nothing to be told where all of it is there", () => {
        assert.deepEqual(findings(SOUND), []);
    });

    it("is told of a script, a file and a hook that are not there", () => {
        const hooks = {
            AfterStart: [{ location: "hooks/after.sh" }],
            ValidateService: [{ location: "hooks/check.sh" }],
        };
        const [hook, file, script, ...more] = findings({ ...SOUND, hooks, files: [{ source: "dist" }] });
        assert.match(hook ?? "", /^appspec\.yml: there is no hook AfterStart; there are BeforeBlockTraffic, /);
        assert.deepEqual(
            [file, script, more],
            [
                "appspec.yml: it copies dist, which is not there",
                "appspec.yml: a hook runs hooks/check.sh, which is not there",
                [],
            ],
        );
    });

    it("is told of a script without a location, and of one that no system can run", () => {
        const hooks = { ...SOUND.hooks, ValidateService: [{ script: "hooks/check.sh" }] };
        assert.deepEqual(findings({ ...SOUND, hooks }), ["appspec.yml: a script of ValidateService has no location"]);
        write(SOUND);
        writeFileSync(join(folder, "hooks", "start.sh"), "#!/bin/sh\r\ntrue\r\n");
        assert.match(found({ kind: "ec2" }).join(), /^appspec\.yml: the lines of hooks\/start\.sh end in CRLF/);
    });

    it("is told of times that CodeDeploy does not give", () => {
        const times = (...given: readonly unknown[]) =>
            findings({
                ...SOUND,
                hooks: { AfterInstall: given.map((timeout) => ({ location: "hooks/after.sh", timeout })) },
            });
        assert.deepEqual(times(3600), []);
        assert.deepEqual(times(1800, 1800), []);
        // "The total number of seconds … for all scripts in each deployment lifecycle event does not exceed this limit."
        assert.deepEqual(times(1800, 1801), [
            "appspec.yml: the timeouts of AfterInstall are 3601 s together, and an event of CodeDeploy ends after 3600",
        ]);
        for (const wrong of [3601, 0, "5m"])
            assert.deepEqual(times(wrong), [
                `appspec.yml: the timeout of hooks/after.sh in AfterInstall is ${wrong}; it is a number of seconds from 1 to 3600`,
            ]);
    });

    it("is told of a port that is said and is not the line's", () => {
        const unit = (text: string): readonly string[] => {
            writeFileSync(join(folder, "site.service"), text);
            return findings({ ...SOUND, files: [...SOUND.files, { source: "site.service", destination: "/etc" }] });
        };
        assert.deepEqual(unit("ExecStart=/usr/bin/site --port 8080\n"), []);
        assert.deepEqual(unit("ExecStart=/usr/bin/site --workers 3000 $PORT\n"), []);
        const [wrong, ...more] = unit("Environment=PORT=3000\n");
        assert.match(wrong ?? "", /^site\.service: it says port 3000, and .* says 8080: what listens elsewhere/);
        assert.deepEqual(more, []);
        rmSync(join(folder, "appspec.yml"));
        for (const start of ["python3 -m http.server", "python3 -m http.server 8080", 'site --port "$PORT"'])
            assert.deepEqual(found({ kind: "ec2", start }), []);
        for (const start of ["python3 -m http.server 8000", "gunicorn --bind 0.0.0.0:8000 app", "PORT=8000 site"])
            assert.match(found({ kind: "ec2", start }).join(), /it says port 8000/);
        assert.match(found({ kind: "ec2", start: "site", environment: { PORT: "81" } }).join(), /it says port 81,/);
    });

    it("is told that it has to bring one, where no command starts it and no image is run", () => {
        rmSync(join(folder, "appspec.yml"), { force: true });
        assert.match(found({ kind: "ec2" }).join(), /^appspec\.yml: there is none, and deploy\.start is not set/);
        assert.deepEqual(found({ kind: "ec2", start: "python3 -m server" }), []);
        assert.deepEqual(found({ kind: "ec2", carries: "image" }), []);
    });

    it("is told of another system, another version, and of what is no YAML", () => {
        assert.deepEqual(findings({ ...SOUND, os: "windows", version: 1 }), [
            "appspec.yml: its version is 1",
            "appspec.yml: its os is windows, and the machines run Linux",
        ]);
        assert.match(findings("a: [")[0] ?? "", /^appspec\.yml: it is no YAML/);
    });

    const lines = (deploy: JsonObject): Plan => {
        const plan = fixedPlan();
        const line = { ...resource("fairlead:index:ServiceLine", "site", { settings: { deploy } }), custom: false };
        return { ...plan, resources: [...plan.resources, line] };
    };
    const broken = (name: string): string => {
        write(SOUND);
        return ec2.breakages?.[name]?.(folder, [lines({ kind: "ec2", carries: "bundle", port: 8080 })]) ?? "";
    };

    it("is broken by a hook that fails, one that starts nothing, one that ends its machine", () => {
        assert.equal(broken("hook"), "hooks/after.sh, its hook for AfterInstall, fails");
        assert.match(readFileSync(join(folder, "hooks/after.sh"), "utf8"), /exit 1/);
        assert.equal(
            broken("unhealthy"),
            "hooks/start.sh, its hook for ApplicationStart, ends well and starts nothing",
        );
        assert.match(readFileSync(join(folder, "hooks/start.sh"), "utf8"), /^#!\/bin\/sh\nexit 0$/m);
        assert.equal(broken("shutdown"), "hooks/after.sh, its hook for AfterInstall, shuts its machine down");
    });

    it("is none of these faults' business where no line runs on machines", () => {
        write(SOUND);
        assert.equal(ec2.breakages?.["hook"]?.(folder, [new Plans([fixedPlan()]).all[0] as Plan]), undefined);
    });
});
