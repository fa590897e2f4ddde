import assert from "node:assert/strict";

import { Deployments } from "../../../rehearsal/deployments/codedeploy/codedeploy";
import { InstanceTargets } from "../../../rehearsal/fleets/instance-targets";
import { hurry } from "../deployments/line";
import { ARN, FIXED, fixedPlan, groupPlan, Site, type SiteOptions } from "./site";

describe("machines of a rehearsal that is killed", () => {
    hurry({ startUp: 300 });
    const sites: Site[] = [];
    afterEach(async () => {
        for (const site of sites.splice(0)) await site.close();
    });
    /** Kills it, and goes on in the same folder. */
    const goesOn = async (before: Site, options: SiteOptions): Promise<Site> => {
        await before.crash();
        const after = new Site(options, before.folder);
        sites.push(after);
        return after.begin();
    };

    it("are raised again under their own names, and have what was deployed to them", async () => {
        const options = { plan: fixedPlan() };
        const before = await new Site(options).up();
        await before.ended(await before.deploy({ release: "one" }));
        const after = await goesOn(before, options);
        assert.deepEqual(
            after.hosts.map(({ order }) => order.id),
            [FIXED],
        );
        assert.equal(await after.answer(after.publicPort(FIXED)), "one");
        assert.equal(after.account.part(Deployments).all.length, 1, "what is brought back is no deployment");
    });

    it("go on with the deployment that was under way, and are deployed to once each", async () => {
        const plan = groupPlan(2, { deploymentConfigName: "CodeDeployDefault.OneAtATime" });
        const before = await new Site({ plan }).up();
        await before.until(() => before.serving().length === 2);
        await before.ended(await before.deploy({ release: "one" }));
        const id = await before.deploy({ release: "two", starts: 200 });
        const done = () => Object.values(before.statusesOf(id)).includes("Succeeded");
        await before.until(() => done() && Object.values(before.statusesOf(id)).includes("InProgress"));
        const after = await goesOn(before, { plan });
        assert.equal((await after.ended(id))["status"], "Succeeded");
        const succeeded = after
            .of("deployment.target")
            .filter(({ about, data }) => about === id && data["status"] === "Succeeded");
        assert.deepEqual(succeeded.map(({ data }) => data["instance"]).sort(), [...after.serving()].sort());
        const healthy = () =>
            after.account
                .part(InstanceTargets)
                .of(ARN.targets)
                .filter(({ state }) => state === "healthy");
        await after.until(() => healthy().length === 2);
        assert.deepEqual([await after.answer(), await after.answer()], ["two", "two"]);
    });

    it("go on being launched", async () => {
        const plan = groupPlan(1);
        const before = await new Site({ plan }).up();
        await before.until(() => before.serving().length === 1);
        await before.ended(await before.deploy({ release: "one", starts: 100 }));
        before.hosts[0]?.die("its machine failed");
        await before.until(() => before.of("deployment.started").some(({ data }) => data["creator"] === "autoscaling"));
        const after = await goesOn(before, { plan });
        await after.until(() => after.serving().length === 1);
        const launches = after.of("deployment.started").filter(({ data }) => data["creator"] === "autoscaling");
        assert.equal(launches.length, 1, "the launch's deployment goes on, and no second one is begun");
    });

    it("go back where going back had begun", async () => {
        const plan = groupPlan(1);
        const before = await new Site({ plan }).up();
        await before.until(() => before.serving().length === 1);
        await before.ended(await before.deploy({ release: "one", starts: 50 }));
        const id = await before.deploy({ release: "two", fails: "ValidateService" });
        await before.until(() => before.of("deployment.step").some(({ data }) => data["step"] === "Rollback"));
        const after = await goesOn(before, { plan });
        const back = () =>
            after.account.part(Deployments).all.filter(({ creator }) => creator === "codeDeployRollback");
        await after.until(() => back().some(({ status }) => status === "Succeeded"));
        assert.equal(back().length, 1);
        assert.equal(after.account.part(Deployments).get(id).status, "Failed");
    });
});
