// Fills in what depends on more than one setting, and freezes the result.
import { partitionOf } from "../../text/partition";
import type { NetworkArgs } from "../../components/shared/network";
import type { EnvironmentArgs, ServiceArgs } from "../settings";
import type { Context, Parsed } from "./parse";
import { type Kinds, partsOf } from "./parts";

export function settle(parsed: Parsed, { project, environment }: Context, kinds: Kinds): EnvironmentArgs {
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
        loosen,
        services: Object.fromEntries(
            Object.entries(parsed.services).map(([line, parts]) => [
                line,
                // The schema that let these pass was made of the kinds' own.
                partsOf(parts, makes, kinds) as unknown as ServiceArgs,
            ]),
        ),
        approval: { required: approval.required ?? !makes, timeoutHours: approval.timeoutHours },
        notify,
        logRetentionDays,
    });
}

function networkOf({ network }: Parsed): NetworkArgs {
    const { existing, nat = "single", cidr = "10.0.0.0/16" } = network;
    return existing ? { existing } : { nat, cidr };
}

function frozen<T>(value: T): T {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.values(value).forEach(frozen);
        Object.freeze(value);
    }
    return value;
}
