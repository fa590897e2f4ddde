// Lines whose images lie on Docker Hub, where tags move and nobody hears of it: what is gone back to is a digest.
import assert from "node:assert/strict";
import type { RequestOptions } from "node:http";
import { join } from "node:path";

import { settingsOf } from "../../plan/lines";
import { text, type Plan } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Traffic } from "../../rehearsal/deployments/balancing/traffic";
import type { Fact } from "../../rehearsal/engine/journal";
import { Fleet } from "../../rehearsal/fleets/fleet";
import { Instances } from "../../rehearsal/fleets/instances";
import { DockerHub } from "../../rehearsal/services/docker-hub";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";
import { packageFails, packageVersion, pushChanged, versionAt } from "../support/versions";

const APPLICATION = join(root, "examples", "docker-hub-ec2");

/** What answers in staging: a machine at its own address, or the load balancer in front of tasks. */
type Answering = (account: LocalAccount) => RequestOptions;
const machine: Answering = (account) => {
    const [only] = account.part(Instances).all.filter(({ lifecycle }) => lifecycle === "InService");
    return {
        ...account
            .part(Fleet)
            .host(only?.id ?? "")
            .address(80),
    };
};
const balancer: Answering = (account) => {
    const [production] = account.created(TYPE.listener).filter(({ resource }) => resource.inputs["port"] === 80);
    const { hostname, port } = new URL(
        account.part(Traffic).urlOf(production ? text(production.resource, "arn") : "") ?? "",
    );
    return { hostname, port };
};

const LINES: Readonly<Record<string, { readonly configFile: string; readonly answering: Answering }>> = {
    "virtual machines": { configFile: "examples/docker-hub-ec2/Pulumi.staging.yaml", answering: machine },
    ECS: { configFile: "tests/fixtures/docker-hub-ecs/Pulumi.staging.yaml", answering: balancer },
};

const push = (account: LocalAccount, version: string, breaks = false): Promise<void> =>
    pushChanged(account, APPLICATION, (folder) => {
        packageVersion(folder, version);
        if (breaks) packageFails(folder);
    });

/** Puts every tag of the newest image on the oldest one, as who may push can at any time. */
function moveTags(account: LocalAccount, plan: Plan, facts: readonly Fact[]): number {
    const { repository: name, push: pusher } = settingsOf(plan)[0]?.registry as unknown as {
        readonly repository: string;
        readonly push: { readonly username: string };
    };
    const repository = `docker.io/${name}`;
    const images = facts.filter(({ kind, about }) => kind === "image" && about === repository);
    const digestOf = ({ blobs = [] }: Fact): string => String(blobs[0]);
    const [oldest, newest] = [images[0], images.at(-1)].map((fact) => (fact ? digestOf(fact) : ""));
    assert.notEqual(oldest, newest);
    const hub = new DockerHub(account, pusher.username);
    const old = hub.find(repository, { digest: oldest ?? "" });
    assert.ok(old);
    const tags = images.filter((fact) => digestOf(fact) === newest).map(({ data }) => String(data["tag"]));
    for (const tag of tags) {
        hub.push(repository, old, tag);
        assert.deepEqual(hub.find(repository, { tag }), old);
    }
    return tags.length;
}

for (const [where, { configFile, answering }] of Object.entries(LINES))
    describe(`an image of Docker Hub on ${where}`, function () {
        this.timeout(300_000);

        it("is the one before by its digest, where the next one fails, though all of its tags were moved to a third", async () => {
            const plan = await planOf("staging", { configFile });
            const said: string[] = [];
            const ask = async (account: LocalAccount): Promise<void> => {
                said.push(await versionAt(answering(account)));
            };
            let moved = 0;
            const { facts } = await rehearsed([plan], {
                source: APPLICATION,
                then: async (account, known) => {
                    await ask(account);
                    await push(account, "2.0.0");
                    await ask(account);
                    moved = moveTags(account, plan, known);
                    await push(account, "3.0.0", true);
                    await ask(account);
                },
            });
            assert.deepEqual(said, ["1.0.0", "2.0.0", "2.0.0"]);
            assert.equal(moved, 2, "the commit's tag, and the one that says which digest it is");
            const failed = facts.filter(({ kind, data }) => kind === "action.ended" && data["status"] === "Failed");
            assert.deepEqual(
                failed.map(({ about }) => about.replace(/^[^/]+/, "")),
                ["/Source/Source", "/Deploy/RollOut"],
            );
            assert.doesNotMatch(JSON.stringify(facts), /rehearsed-[0-9a-f]{12}/);
        });
    });
