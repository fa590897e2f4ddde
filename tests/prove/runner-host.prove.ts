// A host that is given a release which cannot run: what was live before goes on answering, and the run is red with the reason.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Fleet } from "../../rehearsal/fleets/fleet";
import { Instances, isLiving } from "../../rehearsal/fleets/instances";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";
import { needsWalls } from "../rehearsal/hosts/fixture";

describe("a release that cannot run on a host", function () {
    this.timeout(300_000);
    before(needsWalls);

    const source = mkdtempSync(join(tmpdir(), "links-"));
    after(() => rmSync(source, { recursive: true, force: true }));

    it("leaves the one before it alone, is red with its own last words, and is recorded nowhere as live", async () => {
        cpSync(join(root, "examples", "docker-hub-ec2"), source, { recursive: true });
        appendFileSync(join(source, "Dockerfile"), '\nENTRYPOINT ["sh", "-c", "echo no database; exit 1"]\n');
        const plan = await planOf("staging", {
            configFile: join("tests", "fixtures", "runner-host", "Pulumi.staging.yaml"),
        });
        let health = "";
        const { facts } = await rehearsed([plan], {
            source,
            then: async (account) => {
                const [id = ""] = account
                    .part(Instances)
                    .all.filter(isLiving)
                    .map((each) => each.id);
                const ask = "curl --noproxy '*' --silent --write-out ' %{http_code}' http://127.0.0.1:80/health";
                const { out } = await account
                    .part(Fleet)
                    .host(id)
                    .run({ id: "health", commands: [ask, "docker ps --format '{{.Names}}'"] });
                health = out;
            },
        });
        const [first, second] = facts
            .filter(
                ({ kind, data }) => kind === "command" && data["plugin"] === "ship" && data["status"] !== "InProgress",
            )
            .map(({ data }) => data);
        assert.deepEqual([first?.["status"], second?.["status"]], ["Success", "Failed"]);
        assert.match(String(second?.["out"]), /The new container's last words:[^]*no database/);
        assert.match(String(second?.["err"]), /it is gone again, and what was live before still answers/);
        assert.match(health, /waiting-for-first-release\s+200/);
        assert.match(health, /app-blue/);
        assert.doesNotMatch(health, /app-green/);
        const verified = facts.filter(
            ({ kind, about }) => kind === "object" && /releases\/links\/live\.zip$/.test(about),
        );
        assert.equal(verified.length, 2, "the seed, and the placeholder that was verified");
    });
});
