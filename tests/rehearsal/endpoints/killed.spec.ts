import assert from "node:assert/strict";

import type * as endpoints from "../../../rehearsal/endpoints/endpoints";
import { AT_LEAST } from "../../../rehearsal/engine/clock";
import type { Fact } from "../../../rehearsal/engine/journal";
import { mutated } from "../../support/mutant";
import { EndpointFixture, planWithEndpoint } from "./fixture";

type Parameters = Readonly<Record<string, string>>;

/** Requests move to the next one, and nothing has gone wrong yet. */
const inCanary = ({ kind, data }: Fact): boolean => kind === "endpoint.step" && data["share"] !== 1;
/** The alarm rings, and the endpoint has not gone back yet. */
const inRollback = ({ kind, data }: Fact): boolean => kind === "alarm" && data["state"] === "ALARM";

describe("an endpoint of production, killed while its configuration changes,", function () {
    this.timeout(60_000);
    let before: EndpointFixture;
    const opened: EndpointFixture[] = [];
    let live = "";

    beforeEach(async () => {
        before = await EndpointFixture.open(await planWithEndpoint());
        opened.push(before);
        assert.equal((await before.rollOut({ ModelData: before.model("one"), Release: "r1" })).why, undefined);
        live = String(before.endpoint?.configuration);
    });
    const { watched } = AT_LEAST;
    afterEach(() => {
        AT_LEAST.watched = watched;
        return Promise.all(opened.splice(0).map((fixture) => fixture.close()));
    });

    /** Rolls out, and asks as its users do until that is over. */
    async function used(fixture: EndpointFixture, release: Parameters): Promise<string | undefined> {
        let over = false;
        const rolling = fixture.rollOut(release).finally(() => (over = true));
        while (!over) {
            await fixture.asks().catch(() => undefined);
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return (await rolling).why;
    }

    /** The pipeline begins an action again that had no answer. */
    async function killed(
        when: (fact: Fact) => boolean,
        release: Parameters,
        by?: typeof endpoints.Endpoints,
    ): Promise<EndpointFixture> {
        const left = before.leftAt(when);
        await used(before, release);
        const after = await EndpointFixture.resume(before, await left, by);
        opened.push(after);
        assert.equal(after.endpoint?.status, "Updating");
        const why = await used(after, release);
        if (why !== undefined) throw new Error(why);
        return after;
    }

    const turnsOf = (fixture: EndpointFixture): readonly unknown[] =>
        fixture.facts("hosted.endpoint").map(({ status }) => status);

    it("in its canary, goes on to the next one, by one update", async () => {
        const after = await killed(inCanary, { ModelData: before.model("two"), Release: "r2" });
        assert.equal(await after.asks(), "two");
        const { configuration, next } = after.endpoint ?? {};
        assert.equal(configuration, before.endpoint?.configuration);
        assert.notEqual(configuration, live);
        assert.equal(next, undefined);
        assert.deepEqual(turnsOf(after), ["Creating", "InService", "Updating", "InService"]);
    });

    it("mutant: an update that nobody goes on with is seen", async () => {
        const file = "rehearsal/endpoints/endpoints";
        const mistake = ['status !== "Failed" && status !== "Deleting"', 'status === "Creating"'] as const;
        const { Endpoints: wrong } = mutated<typeof endpoints>(file, file, mistake);
        const release = { ModelData: before.model("two"), Release: "r2" };
        await assert.rejects(killed(inCanary, release, wrong), /failed to update: \[Endpoint\]/);
    });

    it("in its rollback, ends on the one that was live before, and says once why", async () => {
        // An alarm ends it, however few requests a busy machine gets through meanwhile.
        AT_LEAST.watched = 10_000;
        const after = await killed(inRollback, { ModelData: before.model("broken", 500), Release: "r2" });
        const { configuration, reason } = after.endpoint ?? {};
        assert.equal(configuration, live);
        assert.equal(await after.asks(), "one");
        assert.match(String(reason), /in ALARM state/);
        assert.deepEqual(turnsOf(after), ["Creating", "InService", "Updating", "InService"]);
    });
});
