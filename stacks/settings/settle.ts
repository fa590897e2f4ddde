// Fills in what depends on more than one setting, and freezes the result.
import { partitionOf } from "../../text/partition";
import type {
    BuildSettings,
    NetworkSettings,
    ServiceSettings,
    Settings,
    SourceSettings,
    TargetSettings,
} from "../settings";
import type { Context, Parsed } from "./parse";
import type { Chosen, Kind, Kinds } from "./schema";

/** A minimal service says nothing about how it is made. */
const defaultBuild = "codebuild";
const defaultSource = "codecommit";

export function settle(parsed: Parsed, { project, environment }: Context, kinds: Kinds): Settings {
    const { account, region, promotesTo, promotesFrom, loosen, approval, notify, logRetentionDays } = parsed;
    const makes = promotesFrom === undefined;
    return frozen({
        project,
        environment,
        account,
        region,
        partition: partitionOf(region),
        promotesTo,
        ...(promotesFrom ? { promotesFrom } : {}),
        network: networkOf(parsed),
        loosen: { destroyWithData: loosen.includes("destroy-with-data") },
        services: Object.fromEntries(
            Object.entries(parsed.services).map(([line, { source, build, deploy }]) => [
                line,
                { ...(makes ? made(source, build, kinds) : {}), deploy: deploy as unknown as TargetSettings },
            ]),
        ),
        approval: { required: approval.required ?? !makes, timeoutHours: approval.timeoutHours },
        notify,
        logRetentionDays,
    });
}

function made(source: Chosen | undefined, build: Chosen | undefined, kinds: Kinds): Omit<ServiceSettings, "deploy"> {
    const chosen = build ?? fromDefaults(kinds.builds, defaultBuild);
    const needsSource = kinds.builds.find(({ kind }) => kind === chosen.kind)?.needsSource ?? false;
    const from = needsSource ? (source ?? fromDefaults(kinds.sources, defaultSource)) : undefined;
    return {
        ...(from ? { source: from as unknown as SourceSettings } : {}),
        build: chosen as unknown as BuildSettings,
    };
}

function fromDefaults(kinds: readonly Kind[], name: string): Chosen {
    const kind = kinds.find((candidate) => candidate.kind === name);
    return { kind: name, ...kind?.settings.parse({}) };
}

function networkOf({ network }: Parsed): NetworkSettings {
    const { existing, nat = "single", cidr = "10.0.0.0/16" } = network;
    return existing ? { kind: "existing", ...existing } : { kind: "new", nat, cidr };
}

function frozen<T>(value: T): T {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.values(value).forEach(frozen);
        Object.freeze(value);
    }
    return value;
}
