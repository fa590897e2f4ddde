import assert from "node:assert/strict";

import { Deployments } from "../../../rehearsal/deployments/codedeploy/codedeploy";
import { InstanceTargets } from "../../../rehearsal/fleets/instance-targets";
import { hurry } from "../deployments/line";
import { ARN, groupPlan, type Site, starting } from "./site";

const configured = (deploymentConfigName: string) => ({ deploymentConfigName });

describe("a deployment to the machines of a group", () => {
    hurry({ startUp: 300 });
    const start = starting();
    const up = async (count: number, group = {}, release = "one"): Promise<Site> => {
        const site = await start({ plan: groupPlan(count, group) });
        await site.until(() => site.serving().length === count);
        assert.equal((await site.ended(await site.deploy({ release })))["status"], "Succeeded");
        await site.until(
            () =>
                site.account
                    .part(InstanceTargets)
                    .of(ARN.targets)
                    .filter(({ state }) => state === "healthy").length === count,
        );
        return site;
    };

    it("takes each out of traffic while it changes, and back before the next one", async () => {
        const site = await up(2, configured("CodeDeployDefault.OneAtATime"));
        const id = await site.deploy({ release: "two" });
        await site.ended(id);
        const [first = "", second = ""] = site.serving();
        for (const machine of [first, second])
            assert.deepEqual(site.eventsOf(id, machine), [
                ...["BeforeBlockTraffic", "BlockTraffic", "AfterBlockTraffic"],
                ...["ApplicationStop", "DownloadBundle", "BeforeInstall", "Install"],
                ...["AfterInstall", "ApplicationStart", "ValidateService"],
                ...["BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"],
            ]);
        const events = site.of("deployment.event").filter(({ about }) => about === id);
        const at = (machine: string, event: string) =>
            events.findIndex(({ data }) => data["instance"] === machine && data["event"] === event);
        const [earlier, later] =
            at(first, "BeforeBlockTraffic") < at(second, "BeforeBlockTraffic") ? [first, second] : [second, first];
        assert.ok(at(earlier, "AfterAllowTraffic") < at(later, "BeforeBlockTraffic"));
        assert.deepEqual([await site.answer(), await site.answer()], ["two", "two"]);
    });

    it("answers every request while one changes after the other", async () => {
        const site = await up(2, configured("CodeDeployDefault.OneAtATime"));
        const answers: string[] = [];
        let asking = true;
        const visitor = (async () => {
            while (asking) answers.push(await site.answer());
        })();
        await site.ended(await site.deploy({ release: "two", starts: 50 }));
        asking = false;
        await visitor;
        assert.deepEqual([...new Set(answers)].sort(), ["one", "two"]);
    });

    it("stops at the first failure where one changes at a time, skips the others, and goes back once", async () => {
        const site = await up(3, configured("CodeDeployDefault.OneAtATime"));
        const id = await site.deploy({ release: "two", fails: "ValidateService" });
        const { status, code, rollbackDeployment } = await site.ended(id);
        assert.deepEqual([status, code], ["Failed", "HEALTH_CONSTRAINTS"]);
        assert.deepEqual(Object.values(site.statusesOf(id)).sort(), ["Failed", "Skipped", "Skipped"]);
        await site.ended(String(rollbackDeployment));
        const back = site.account.part(Deployments).get(String(rollbackDeployment));
        assert.deepEqual([back.creator, back.status], ["codeDeployRollback", "Succeeded"]);
        assert.equal(site.account.part(Deployments).all.length, 3);
        await site.until(
            () =>
                site.account
                    .part(InstanceTargets)
                    .of(ARN.targets)
                    .filter(({ state }) => state === "healthy").length === 3,
        );
        assert.equal(await site.answer(), "one");
    });

    it("has nothing to go back to before anything succeeded", async () => {
        const site = await start({ plan: groupPlan(1) });
        await site.until(() => site.serving().length === 1);
        const { status, rolledBack } = await site.ended(await site.deploy({ release: "one", fails: "Install" }));
        assert.deepEqual([status, rolledBack], ["Failed", false]);
        assert.equal(site.account.part(Deployments).all.length, 1);
    });

    it("does not go back a second time where going back fails", async () => {
        const site = await up(1);
        const broken = await site.deploy({ release: "two", fails: "ValidateService" });
        site.launchesFail = true;
        const { rollbackDeployment } = await site.ended(broken);
        const { status, rolledBack } = await site.ended(String(rollbackDeployment));
        assert.deepEqual([status, rolledBack], ["Failed", false]);
        assert.equal(site.account.part(Deployments).all.length, 3);
    });

    it("takes one deployment at a time", async () => {
        const site = await up(1);
        const first = await site.deploy({ release: "two", starts: 100 });
        await assert.rejects(
            site.deploy({ release: "three" }),
            /The Deployment Group 'site' already has an active Deployment/,
        );
        assert.equal((await site.ended(first))["status"], "Succeeded");
    });

    it("fails where a machine ends in the midst of it", async () => {
        const site = await up(1);
        const { status, why } = await site.ended(await site.deploy({ release: "two", dies: "Install" }));
        assert.equal(status, "Failed");
        assert.match(String(why), /it shut itself down/);
    });

    it("fails AllowTraffic where the new release answers no health check, and says what it answered", async () => {
        const site = await up(1);
        const id = await site.deploy({ release: "two", status: 500 });
        assert.match(
            String((await site.ended(id))["why"]),
            /AllowTraffic: The target is not healthy after an hour: GET \/health answers 500/,
        );
    });

    it("stops for an alarm, lets what has begun end, and goes back", async () => {
        const site = await up(2, {
            ...configured("CodeDeployDefault.OneAtATime"),
            alarmConfiguration: { enabled: true, alarms: ["site-errors"] },
        });
        const id = await site.deploy({ release: "two", starts: 200 });
        await site.until(() => site.of("deployment.event").some(({ about }) => about === id));
        site.account.record({ kind: "alarm", about: ARN.alarm, data: { state: "ALARM", reason: "too many errors" } });
        const { status, code, rollbackDeployment } = await site.ended(id);
        assert.deepEqual([status, code], ["Stopped", "ALARM_ACTIVE"]);
        assert.deepEqual(Object.values(site.statusesOf(id)), ["Skipped", "Skipped"]);
        assert.ok(rollbackDeployment !== undefined);
    });

    it("says what became of each machine, as CodeDeploy's API does", async () => {
        const site = await up(1);
        const id = await site.deploy({ release: "two", fails: "AfterInstall" });
        await site.ended(id);
        const { deploymentInfo } = (await site.call("codedeploy:GetDeployment", ARN.group, { deploymentId: id })) as {
            readonly deploymentInfo: Record<string, unknown>;
        };
        assert.deepEqual(deploymentInfo["deploymentOverview"], {
            ...{ Pending: 0, InProgress: 0, Succeeded: 0, Failed: 1, Skipped: 0, Ready: 0 },
        });
        assert.equal(deploymentInfo["computePlatform"], "Server");
        const { targetIds } = (await site.call("codedeploy:ListDeploymentTargets", ARN.group, {
            deploymentId: id,
        })) as {
            readonly targetIds: readonly string[];
        };
        const { deploymentTargets } = (await site.call("codedeploy:BatchGetDeploymentTargets", ARN.group, {
            deploymentId: id,
            targetIds,
        })) as {
            readonly deploymentTargets: readonly {
                readonly instanceTarget: { readonly lifecycleEvents: readonly Record<string, unknown>[] };
            }[];
        };
        const last = deploymentTargets[0]?.instanceTarget.lifecycleEvents.at(-1);
        assert.deepEqual([last?.["lifecycleEventName"], last?.["status"]], ["AfterInstall", "Failed"]);
    });
});
