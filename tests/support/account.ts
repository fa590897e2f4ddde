import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ResourceRequest, answerTo } from "../../cli/plan/stand-ins";
import { urnOf } from "../../cli/plan/names";
import type { JsonObject, Plan, PlannedResource } from "../../plan/document";
import { Plans } from "../../plan/plans";
import { LocalAccount } from "../../rehearsal/account/local-account";
import { AuthorizingGateway, type Gateway, type Judge, type Service } from "../../rehearsal/account/gateway";
import { Blobs } from "../../rehearsal/engine/folder";
import { Clock } from "../../rehearsal/engine/clock";
import { type Fact, Journal } from "../../rehearsal/engine/journal";

export const allowAll: Judge = () => ({ allowed: true });

interface Furnishing {
    readonly judge?: Judge;
    readonly services?: ReadonlyMap<string, Service>;
    readonly speed?: number;
    /** What stands in front of the gateway, as a fault does. */
    readonly gateway?: (own: Gateway, account: LocalAccount) => Gateway;
    /** Goes on in a folder that another account was in. */
    readonly folder?: string;
    readonly functions?: LocalAccount["functions"];
    /** What accounts of the same suite may share: bytes are synced when they are new. @default its own */
    readonly blobs?: Blobs;
    /** Leaves it to `up` what exists. @default false: everything planned exists */
    readonly unmade?: boolean;
}

export interface TestAccount {
    readonly account: LocalAccount;
    readonly folder: string;
    readonly journal: Journal;
    facts(kind?: string): readonly Fact[];
    /** Ends it as a kill would: the folder stays. */
    leave(): void;
    remove(): void;
}

/** An account of its own folder, in which the resources of `plans` exist. */
export function accountOf(plans: readonly Plan[], furnishing: Furnishing = {}): TestAccount {
    const folder = furnishing.folder ?? mkdtempSync(join(tmpdir(), "account-"));
    const journal = new Journal(join(folder, "journal.ndjson"));
    const services = furnishing.services ?? new Map<string, Service>();
    const account = new LocalAccount(
        {
            plans: new Plans(plans),
            journal,
            blobs: furnishing.blobs ?? new Blobs(join(folder, "blobs")),
            clock: new Clock(furnishing.speed ?? 1000),
            folder,
            functions: furnishing.functions,
        },
        (own) => {
            const gateway = new AuthorizingGateway(furnishing.judge ?? allowAll, services, own);
            return furnishing.gateway?.(gateway, own) ?? gateway;
        },
    );
    const everything = plans.flatMap(({ resources }) => resources);
    if (furnishing.unmade !== true && journal.facts.length === 0)
        for (const { urn } of everything) account.record({ kind: "made", about: urn, data: {} });
    return {
        account,
        folder,
        journal,
        facts: (kind) => journal.facts.filter((fact) => kind === undefined || fact.kind === kind),
        leave: () => journal.close(),
        remove: () => {
            journal.close();
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

/** A resource with these outputs and no others. */
export function resource(type: string, name: string, inputs: JsonObject, outputs: JsonObject = {}): PlannedResource {
    const urn = urnOf("staging", "shop", undefined, type, name);
    return { urn, type, name, custom: true, inputs, outputs, options: {} };
}

export function planWith(resources: readonly PlannedResource[], stack = "staging"): Plan {
    const where = { project: "shop", stack, account: "111122223333", region: "eu-west-1" };
    return { format: 1, ...where, resources, invokes: [], outputs: {} };
}

/** A plan of a few resources, each completed as AWS would complete it. */
export function smallPlan(
    stack: string,
    resources: readonly { type: string; name: string; inputs: JsonObject }[],
): Plan {
    const { project, account, region } = planWith([]);
    const completed = resources.map(({ type, name, inputs }): PlannedResource => {
        const urn = urnOf(stack, project, undefined, type, name);
        const { id, outputs } = answerTo(new ResourceRequest(urn, type, inputs, name, account, region));
        return { ...resource(type, name, inputs, outputs), urn, id };
    });
    return planWith(completed, stack);
}
