import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { serveProvider, type Deed, type StandIn } from "../providers/provider";
import type { Served } from "./wire";

/** What an engine is given: a home and a backend of its own, and stand-ins for every provider. */
export interface World {
    readonly env: NodeJS.ProcessEnv;
    /** What the providers were asked to do, in that order. */
    readonly deeds: Deed[];
    close(): void;
}

/** @param home is filled by the engine */
export async function makeWorld(home: string, standIns: readonly StandIn[]): Promise<World> {
    mkdirSync(join(home, "backend"), { recursive: true });
    const deeds: Deed[] = [];
    const served: [string, Served][] = [];
    for (const standIn of standIns) served.push([standIn.package, await serveProvider(standIn, deeds)]);
    // Nothing of the caller's: neither credentials nor a login may reach an engine that is only being tried.
    const env = {
        PATH: process.env.PATH,
        HOME: home,
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "engine-test",
        NO_COLOR: "1",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DEBUG_PROVIDERS: served.map(([provider, { port }]) => `${provider}:${port}`).join(","),
    };
    return { env, deeds, close: () => served.forEach(([, { close }]) => close()) };
}
