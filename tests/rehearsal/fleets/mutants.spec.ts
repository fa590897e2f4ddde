// What the suites beside this one claim, each with the mistake that would break it. Parts of an account are classes that
// know each other, so a mistake is made in the class itself, for one test.
import assert from "node:assert/strict";

import { Deployments } from "../../../rehearsal/deployments/codedeploy/codedeploy";
import * as constraints from "../../../rehearsal/fleets/codedeploy/constraints";
import { FollowOn } from "../../../rehearsal/fleets/codedeploy/follow-on";
import { InPlace } from "../../../rehearsal/fleets/codedeploy/in-place";
import { InstanceTargets } from "../../../rehearsal/fleets/instance-targets";
import { hurry } from "../deployments/line";
import { ARN, groupPlan, type Site, starting } from "./site";

const ONE = { deploymentConfigName: "CodeDeployDefault.OneAtATime" };

describe("a wrong fleet", () => {
    hurry({ startUp: 300 });
    const start = starting();
    const mended: (() => void)[] = [];
    afterEach(() => {
        for (const mend of mended.splice(0)) mend();
    });
    const mistake = (of: object, name: string, wrong: unknown): void => {
        const sound: unknown = Reflect.get(of, name);
        assert.equal(typeof sound, "function", `there is no ${name} to be mistaken about`);
        mended.push(() => void Reflect.set(of, name, sound));
        assert.ok(Reflect.set(of, name, wrong));
    };
    const up = async (count: number, group = {}): Promise<Site> => {
        const site = await start({ plan: groupPlan(count, group) });
        await site.until(() => site.serving().length === count);
        await site.ended(await site.deploy({ release: "one" }));
        await site.until(
            () =>
                site.account
                    .part(InstanceTargets)
                    .of(ARN.targets)
                    .filter(({ state }) => state === "healthy").length === count,
        );
        return site;
    };

    it("mutant: nothing goes back", async () => {
        mistake(InPlace.prototype, "rollBack", async () => undefined);
        const site = await up(1);
        const { rolledBack } = await site.ended(await site.deploy({ release: "two", fails: "ValidateService" }));
        assert.equal(rolledBack, false);
    });

    it("mutant: the minimum of healthy machines is ignored", async () => {
        mistake(constraints, "constraintsOf", () => ({ minimum: 0, atATime: 9 }));
        const site = await up(3, ONE);
        const id = await site.deploy({ release: "two", fails: "ValidateService" });
        await site.ended(id);
        assert.deepEqual(Object.values(site.statusesOf(id)), ["Failed", "Failed", "Failed"]);
    });

    it("mutant: a machine keeps its requests while it changes, and some are lost", async () => {
        mistake(InstanceTargets.prototype, "deregister", async () => undefined);
        const site = await up(2, ONE);
        const answers = new Set([await site.answer()]);
        let asking = true;
        const visitor = (async () => {
            while (asking) answers.add(await site.answer());
        })();
        await site.ended(await site.deploy({ release: "two", starts: 200 }));
        asking = false;
        await visitor;
        assert.ok(answers.has("502"), [...answers].join(", "));
    });

    it("mutant: two deployments are under way at once", async () => {
        const site = await up(1);
        mistake(Deployments.prototype, "of", () => []);
        const both = [await site.deploy({ release: "two", starts: 50 }), await site.deploy({ release: "three" })];
        assert.equal(new Set(both).size, 2);
        await site.account.quiet();
    });

    it("mutant: what is launched during a deployment keeps the release before", async () => {
        mistake(FollowOn.prototype, "begin", () => undefined);
        const site = await up(2, ONE);
        const [first = "", second] = site.serving();
        const id = await site.deploy({ release: "two", starts: 250 });
        await site.until(() => site.eventsOf(id, first).includes("Install"));
        site.hosts.find(({ order }) => order.id === second)?.die("its machine failed");
        await site.ended(id);
        await site.until(() => site.serving().length === 2);
        await site.account.quiet();
        const creators = site.account.part(Deployments).all.map(({ creator }) => creator);
        assert.deepEqual(creators, ["user", "user", "autoscaling"]);
    });
});
