import assert from "node:assert/strict";

import { Deployments } from "../../../rehearsal/deployments/codedeploy/codedeploy";
import { InstanceTargets } from "../../../rehearsal/fleets/instance-targets";
import { AutoScaling } from "../../../rehearsal/fleets/auto-scaling";
import { hurry } from "../deployments/line";
import type { FakeHost } from "./fake-host";
import { ARN, groupPlan, type Site, starting } from "./site";

const serve = (site: Site, count: number) => site.until(() => site.serving().length === count);
const healthy = (site: Site, count: number) =>
    site.until(
        () =>
            site.account
                .part(InstanceTargets)
                .of(ARN.targets)
                .filter(({ state }) => state === "healthy").length === count,
    );
/** Deploys what everything later goes back to, and waits until it is in traffic. */
const deployed = async (site: Site, count: number, release = "one") => {
    await serve(site, count);
    const id = await site.deploy({ release });
    assert.equal((await site.ended(id))["status"], "Succeeded");
    await healthy(site, count);
    return id;
};

/** Auto Scaling tells CloudWatch what it is asked to tell. */
const METRICS = { enabledMetrics: ["GroupInServiceInstances", "GroupDesiredCapacity"] };

describe("an Auto Scaling group", () => {
    hurry({ startUp: 300 });
    const start = starting();

    it("launches as many as it wants, from its template, through its subnets in turn", async () => {
        const site = await start({ plan: groupPlan(3) });
        await serve(site, 3);
        const orders = site.hosts.map(({ order }) => order);
        assert.deepEqual(
            orders.map(({ availabilityZone }) => availabilityZone),
            ["eu-west-1a", "eu-west-1b", "eu-west-1a"],
        );
        assert.equal(new Set(orders.map(({ id, privateAddress }) => `${id} ${privateAddress}`)).size, 3);
        const [first] = orders as [(typeof orders)[0]];
        assert.equal(first.userData, "#!/bin/bash");
        assert.equal(first.image, "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
        assert.deepEqual(first.tags, {
            "fairlead:line": "site",
            from: "group",
            "aws:autoscaling:groupName": "site",
        });
    });

    it("gives each to its target group, and requests go to those that answer", async () => {
        const site = await start({ plan: groupPlan(2) });
        await deployed(site, 2);
        assert.equal(await site.answer(), "one");
    });

    it("replaces a machine that ends, and the new one has the last release before it serves", async () => {
        const site = await start({ plan: groupPlan(2) });
        await deployed(site, 2);
        const [gone] = site.serving();
        site.hosts[0]?.die("its machine failed");
        await site.until(() => site.serving().length === 2 && !site.serving().includes(gone ?? ""));
        const [, , fresh] = site.hosts as [FakeHost, FakeHost, FakeHost];
        const [launched] = site.of("deployment.started").filter(({ data }) => data["creator"] === "autoscaling");
        assert.deepEqual(launched?.data["instances"], [fresh.order.id]);
        const served = site.facts.findIndex(
            ({ kind, about, data }) =>
                kind === "instance.lifecycle" && about === fresh.order.id && data["lifecycle"] === "InService",
        );
        const deployment = site.facts.findIndex(
            ({ kind, about }) => kind === "deployment.ended" && about === launched.about,
        );
        assert.ok(deployment !== -1 && deployment < served);
    });

    it("abandons a launch whose deployment fails, launches again, and gives up where AWS never would", async () => {
        const site = await start({ plan: groupPlan(1, {}, {}, {}) });
        await deployed(site, 1);
        // What works on a machine that has run, and on no new one.
        site.launchesFail = true;
        site.hosts[0]?.die("its machine failed");
        await site.until(() => site.of("autoscaling.stopped").length === 1);
        assert.match(
            String(site.of("autoscaling.stopped")[0]?.data["why"]),
            /4 instances of the Auto Scaling group site ended before they were in service; AWS would launch one more for ever: Lifecycle Action Completed with ABANDON Result/,
        );
        assert.equal(site.hosts.length, 5);
        assert.match(
            (await site.account.part(AutoScaling).reached(site.scaling)) ?? "",
            /ended before they were in service/,
        );
    });

    it("lets an alarm on its launches ring before the rehearsal is over", async () => {
        const site = await start({ plan: groupPlan(1, {}, METRICS) });
        await deployed(site, 1);
        site.launchesFail = true;
        site.hosts[0]?.die("its machine failed");
        await site.until(() => site.of("autoscaling.stopped").length === 1);
        await site.account.quiet();
        const states = site.of("alarm").filter(({ about }) => about === ARN.launches);
        assert.deepEqual(states.at(-1)?.data["state"], "ALARM");
    });

    it("lets none ring for the time before it was there", async () => {
        const site = await start({ plan: groupPlan(1, {}, METRICS) });
        await deployed(site, 1);
        const states = site.of("alarm").filter(({ about }) => about === ARN.launches);
        assert.equal(states[0]?.data["state"], "OK", JSON.stringify(states[0]?.data));
    });

    it("replaces what its load balancer finds sick, where it goes by that", async () => {
        const site = await start({ plan: groupPlan(1, {}, { healthCheckType: "ELB", healthCheckGracePeriod: 1 }) });
        await deployed(site, 1);
        const [sick] = site.serving();
        site.hosts[0]?.answers(500);
        await site.until(() => site.serving().length === 1 && site.serving()[0] !== sick);
        const ended = site
            .of("instance.lifecycle")
            .find(({ about, data }) => about === sick && data["why"] !== undefined);
        assert.match(String(ended?.data["why"]), /failed ELB health checks: GET \/health answers 500/);
    });

    it("brings what was launched during a deployment to its release once that has succeeded", async () => {
        const site = await start({ plan: groupPlan(2, { deploymentConfigName: "CodeDeployDefault.OneAtATime" }) });
        await deployed(site, 2);
        const id = await site.deploy({ release: "two", starts: 250 });
        await site.until(() => site.of("deployment.target").some(({ about }) => about === id));
        const last = site.serving()[1];
        const idle = site.hosts.find(({ order }) => order.id === last);
        await site.until(() => site.eventsOf(id, site.serving()[0] ?? "").includes("Install"));
        idle?.die("its machine failed");
        await site.until(() =>
            site.account
                .part(Deployments)
                .all.some(({ creator, status }) => creator === "CodeDeployAutoUpdate" && status === "Succeeded"),
        );
        await healthy(site, 2);
        assert.deepEqual([await site.answer(), await site.answer()], ["two", "two"]);
    });
});
