import * as pulumi from "@pulumi/pulumi";

import type { BundleStore } from "../../carries/bundle";
import type { ImageStore } from "../../carries/image";
import type { ScriptPart, Statement } from "../../shell";
import type { Login } from "../machines/login";

/** How what a release carries comes to the machines: with the revision, or by each machine itself. */
export interface Carried {
    /** Defines `carried_unpack`: lays into the revision what comes with it. */
    readonly unpack: ScriptPart;
    /** For the machines' role. */
    readonly pulls: readonly Statement[];
    /** How docker is logged in on each of them. */
    readonly login?: pulumi.Output<Login>;
}

export function carriedOnMachines(store: BundleStore | ImageStore): Carried {
    if ("fetch" in store) {
        const { scripts, env, allow } = store.fetch;
        return { unpack: { scripts: [...scripts, "ec2-bundle"], env, allow }, pulls: [] };
    }
    const { registry } = store;
    return {
        unpack: { scripts: ["image", "ec2-image"], env: {}, allow: [] },
        pulls: registry.pullsOnHost.allow,
        login: pulumi.all(registry.pullsOnHost.env).apply((env): Login => ({ by: registry.pullsOnHost.login, env })),
    };
}
