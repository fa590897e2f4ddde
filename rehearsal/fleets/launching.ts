// EC2 launches an instance of its own as `up` makes it; an Auto Scaling group launches as many as it wants.
import { createHash } from "node:crypto";

import { type Planned, type PlannedResource, text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Fleet } from "./fleet";
import { Instances } from "./instances";
import { elasticAddressOf, standingOf } from "./network";
import { specificationOf } from "./specification";

/** `up` makes an instance; where it goes on after a kill, it is there. */
export function createInstance(account: LocalAccount, planned: Planned): void {
    const { resource } = planned;
    const instances = account.part(Instances);
    if (instances.all.some(({ of }) => of === resource.urn)) return;
    const specification = specificationOf(planned);
    const standing = standingOf(specification, instances.all.length, 0);
    const id = resource.id ?? idOf(resource.urn, 0);
    account.part(Fleet).launch({
        id,
        of: resource.urn,
        availabilityZone: text(resource, "availabilityZone") || standing.availabilityZone,
        privateAddress: text(resource, "privateIp") || standing.privateAddress,
        publicAddress: elasticAddressOf(account.plans, planned) ?? publicOf(resource, standing.publicAddress),
    });
    instances.change(id, "InService");
}

function publicOf(resource: PlannedResource, standing: string | undefined): string | undefined {
    return standing && (text(resource, "publicIp") || standing);
}

/** One more instance of a group. */
export function launchOneOf(account: LocalAccount, planned: Planned): string {
    const { urn } = planned.resource;
    const { all } = account.part(Instances);
    const turn = all.filter(({ of }) => of === urn).length;
    const id = idOf(urn, turn);
    account.part(Fleet).launch({ id, of: urn, ...standingOf(specificationOf(planned), all.length, turn) });
    return id;
}

/** The same in every rehearsal of a plan. */
function idOf(urn: string, turn: number): string {
    return `i-${createHash("sha256").update(`${urn} ${turn}`).digest("hex").slice(0, 17)}`;
}
