// Real requests at a steady pace, while machines behind a load balancer change their version one after the other.
import assert from "node:assert/strict";

import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Traffic } from "../../rehearsal/deployments/balancing/traffic";
import { visit, type Load } from "../../tools/bench/load";
import { MACHINES } from "./lines";
import { rehearsed } from "../support/rehearsed";
import { packageVersion, pushChanged } from "../support/versions";

describe("machines behind a load balancer that change one after the other", function () {
    this.timeout(300_000);

    it("lose no request of 200 a second from another process, while a version takes the place of another", async () => {
        let load: Load | undefined;
        await rehearsed(await MACHINES.containers.plans(), {
            source: MACHINES.containers.source,
            then: async (account) => {
                const secure = account
                    .created(TYPE.listener)
                    .find(({ resource }) => resource.inputs["protocol"] === "HTTPS");
                const end = visit(account.part(Traffic).urlOf(secure ? text(secure.resource, "arn") : "") ?? "", 200);
                try {
                    await pushChanged(account, MACHINES.containers.source, (folder) => packageVersion(folder, "2.0.0"));
                } finally {
                    load = await end();
                }
            },
        });
        assert.ok(load);
        // This application speaks no WebSocket, and says so.
        assert.deepEqual(
            load.failures.filter(({ kind }) => kind !== "WebSocket"),
            [],
        );
        const versions = load.answers.map(({ body }) => (JSON.parse(body) as { readonly version: string }).version);
        assert.deepEqual([...new Set(versions)].sort(), ["1.0.0", "2.0.0"]);
        assert.ok(load.answers.length > 1000, `${load.answers.length} answers`);
    });
});
