// Lines to virtual machines: one version after the other, a version that fails, one that a person rejects.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Approver } from "../../rehearsal/actions/types";
import { Fleet } from "../../rehearsal/fleets/fleet";
import { Instances } from "../../rehearsal/fleets/instances";
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

for (const [name, application] of Object.entries(APPLICATIONS)) {
    const { estate, port, release, fail } = application;
    const played = async (then: (account: LocalAccount) => Promise<void>, approver?: Approver) => {
        const options = { source: estate.source, ...(approver ? { approver } : {}) };
        return rehearsed(await estate.plans(), { ...options, then });
    };

    describe(`${name}, ${estate.says},`, function () {
        this.timeout(300_000);

        it("brings one version after the other to every machine of staging and prod", async () => {
            const seen: unknown[] = [];
            const { shortcomings, story } = await played(async (account) => {
                seen.push(await versionsOn(account, port));
                for (const version of ["2.0.0", "3.0.0"]) {
                    await pushChanged(account, estate.source, (folder) => release(folder, version));
                    seen.push(await versionsOn(account, port));
                }
            });
            assert.deepEqual(
                seen,
                ["1.0.0", "2.0.0", "3.0.0"].map((version) => ({ staging: [version], prod: [version, version] })),
            );
            assert.deepEqual(shortcomings, []);
            assert.deepEqual(story.calls.denied, []);
        });

        it("goes back to the version before where one does not come up, and tells the next environment nothing", async () => {
            let left: unknown;
            const { facts } = await played(async (account) => {
                await pushChanged(account, estate.source, (folder) => release(folder, "2.0.0"));
                await pushChanged(account, estate.source, (folder) => {
                    release(folder, "3.0.0");
                    fail(folder);
                });
                left = await versionsOn(account, port);
            });
            assert.deepEqual(left, { staging: ["2.0.0"], prod: ["2.0.0", "2.0.0"] });
            const failed = facts.filter(({ kind, data }) => kind === "action.ended" && data["status"] === "Failed");
            assert.deepEqual(
                failed.map(({ about }) => about.replace(/^[^/]+/, "")),
                ["/Source/Source", "/Deploy/RollOut"],
            );
        });

        it("changes nothing where a person rejects it", async () => {
            let asked = 0;
            let left: unknown;
            const rejectsTheSecond: Approver = () => {
                asked += 1;
                const by = "arn:aws:sts::111122223333:assumed-role/approver/grace";
                return Promise.resolve({ status: asked <= 2 ? "Approved" : "Rejected", by, summary: "" });
            };
            await played(async (account) => {
                await pushChanged(account, estate.source, (folder) => release(folder, "2.0.0"));
                left = await versionsOn(account, port);
            }, rejectsTheSecond);
            assert.equal(asked, 3, "the placeholder, the first version and the second are asked about");
            assert.deepEqual(left, { staging: ["2.0.0"], prod: ["1.0.0", "1.0.0"] });
        });
    });
}
