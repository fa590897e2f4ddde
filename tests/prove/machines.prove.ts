// Lines to virtual machines: one version after the other, a version that fails, one that a person rejects.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Plans } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Approver } from "../../rehearsal/actions/types";
import { askEveryListener } from "../../rehearsal/client-traffic";
import type { Fact } from "../../rehearsal/engine/journal";
import { Fleet } from "../../rehearsal/fleets/fleet";
import { Instances } from "../../rehearsal/fleets/instances";
import { shortcomingsOf } from "../../rehearsal/outcome";
import type { Story } from "../../rehearsal/screen/story";
import { MACHINES } from "./lines";
import { rehearsed } from "../support/rehearsed";
import { edit, packageFails, packageVersion, pushChanged, versionAt } from "../support/versions";

interface Application {
    readonly estate: (typeof MACHINES)[keyof typeof MACHINES];
    readonly port: number;
    /** The next version, in a copy of the application. */
    readonly release: (folder: string, version: string) => void;
    /** A version that never comes up. */
    readonly fail: (folder: string) => void;
}

const APPLICATIONS: Readonly<Record<string, Application>> = {
    "code-suite-vm": {
        estate: MACHINES.bundles,
        port: 8080,
        release: (folder, version) => writeFileSync(join(folder, "VERSION"), `${version}\n`),
        fail: (folder) =>
            edit(join(folder, "hooks", "start.sh"), (script) => script.replace("set -e", "exit 3; set -e")),
    },
    "docker-hub-ec2": {
        estate: MACHINES.containers,
        port: 80,
        release: packageVersion,
        fail: packageFails,
    },
};

/** What each machine that lives answers, by the stack it stands in. */
async function versionsOn(account: LocalAccount, port: number): Promise<Readonly<Record<string, readonly string[]>>> {
    const living = account.part(Instances).all.filter(({ lifecycle }) => lifecycle === "InService");
    const found: Record<string, string[]> = {};
    for (const { id } of living) {
        const host = account.part(Fleet).host(id);
        (found[host.order.place.stack] ??= []).push(await versionAt(host.address(port)));
    }
    return found;
}

/** What one rehearsal has come to, before each next thing that happens to it. */
interface Played {
    readonly seen: readonly unknown[];
    readonly shortcomings: readonly string[];
    readonly denied: readonly unknown[];
    readonly failing: { readonly left: unknown; readonly failed: readonly string[]; readonly asked: number };
    readonly rejected: { readonly left: unknown; readonly asked: number };
}

async function play({ estate, port, release, fail }: Application): Promise<Played> {
    const plans = await estate.plans();
    let asked = 0;
    let status: "Approved" | "Rejected" = "Approved";
    const approver: Approver = () => {
        asked += 1;
        return Promise.resolve({ status, by: "arn:aws:sts::111122223333:assumed-role/approver/grace", summary: "" });
    };
    let story: Story | undefined;
    let played: Played | undefined;
    const push = (account: LocalAccount, change: (folder: string) => void) =>
        pushChanged(account, estate.source, change);
    const then = async (account: LocalAccount, facts: readonly Fact[]): Promise<void> => {
        const seen = [await versionsOn(account, port)];
        for (const version of ["2.0.0", "3.0.0"]) {
            await push(account, (folder) => release(folder, version));
            seen.push(await versionsOn(account, port));
        }
        await askEveryListener(account);
        assert.ok(story);
        const shortcomings = shortcomingsOf(story, new Plans(plans));
        const denied = [...story.calls.denied];
        await push(account, (folder) => {
            release(folder, "4.0.0");
            fail(folder);
        });
        const failed = facts
            .filter(({ kind, data }) => kind === "action.ended" && data["status"] === "Failed")
            .map(({ about }) => about.replace(/^[^/]+/, ""));
        const failing = { left: await versionsOn(account, port), failed, asked };
        status = "Rejected";
        await push(account, (folder) => release(folder, "5.0.0"));
        played = { seen, shortcomings, denied, failing, rejected: { left: await versionsOn(account, port), asked } };
    };
    await rehearsed(plans, { source: estate.source, approver, then, sees: (_, of) => (story = of) });
    assert.ok(played);
    return played;
}

for (const [name, application] of Object.entries(APPLICATIONS)) {
    describe(`${name}, ${application.estate.says},`, function () {
        this.timeout(600_000);
        let played: Played;
        before(async () => {
            played = await play(application);
        });

        it("brings one version after the other to every machine of staging and prod", () => {
            assert.deepEqual(
                played.seen,
                ["1.0.0", "2.0.0", "3.0.0"].map((version) => ({ staging: [version], prod: [version, version] })),
            );
            assert.deepEqual(played.shortcomings, []);
            assert.deepEqual(played.denied, []);
        });

        it("goes back to the version before where one does not come up, and tells the next environment nothing", () => {
            const { left, failed, asked } = played.failing;
            assert.deepEqual(left, { staging: ["3.0.0"], prod: ["3.0.0", "3.0.0"] });
            assert.deepEqual(failed, ["/Source/Source", "/Deploy/RollOut"]);
            assert.equal(asked, 4, "the placeholder and three versions are asked about, and not this one");
        });

        it("changes nothing where a person rejects it", () => {
            const { left, asked } = played.rejected;
            assert.equal(asked, 5, "the next version is asked about, once");
            assert.deepEqual(left, { staging: ["5.0.0"], prod: ["3.0.0", "3.0.0"] });
        });
    });
}
