// Fills in what depends on more than one setting, and freezes the result.
import { partitionOf } from "../../text/partition";
import { saysSomething } from "../../components/shared/shared-balancer";
import type { Checkout } from "../../components/checkout";
import type { NetworkArgs } from "../../components/shared/network";
import type { AccountArgs, EnvironmentArgs, OnceArgs, ServiceArgs } from "../args";
import type { DraftedAccount } from "./account";
import { linesOf } from "./models";
import type { Parsed } from "./parse";
import type { Context } from "./context";
import { kindOf, type Kinds, type Parts, partsOf } from "./parts";
import type { Drafted } from "./schema";
import { membersOf } from "./team";

export function settleAccount(
    { account, region, oncePerAccount }: Parsed<DraftedAccount>,
    { project, environment }: Context,
): AccountArgs {
    return frozen({
        project,
        environment,
        account,
        region,
        partition: partitionOf(region),
        oncePerAccount: oncePerAccount as Record<string, OnceArgs>,
    });
}

export function settle(parsed: Parsed<Drafted>, context: Context, kinds: Kinds): EnvironmentArgs {
    const { project, environment } = context;
    const { account, region, promotesTo, promotesFrom, loosen, connections, approval, notify, logRetentionDays } =
        parsed;
    const { permissionsBoundary } = parsed;
    const makes = promotesFrom === undefined;
    const services = Object.entries(linesOf(parsed, kinds).services).map(
        ([line, parts]): [line: string, parts: Parts] => [line, partsOf(parts, makes, kinds)],
    );
    return frozen({
        project,
        environment,
        account,
        region,
        partition: partitionOf(region),
        promotesTo,
        ...(promotesFrom ? { promotesFrom } : {}),
        network: networkOf(parsed),
        ...(saysSomething(parsed.loadBalancer) ? { loadBalancer: parsed.loadBalancer } : {}),
        fromAccount: parsed.fromAccount,
        loosen,
        ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
        // The schema that let these pass was made of the kinds' own.
        services: Object.fromEntries(services.map(([line, parts]) => [line, parts as unknown as ServiceArgs])),
        connections,
        ...checkoutsOf(services, context, kinds),
        approval: {
            required: approval.required ?? !makes,
            timeoutHours: approval.timeoutHours,
            ...peopleOf(parsed),
        },
        ...teamOf(parsed),
        notify,
        logRetentionDays,
    });
}

/** What git says of each folder that is built where this runs; asked once, and only there. */
function checkoutsOf(
    services: readonly (readonly [line: string, parts: Parts])[],
    { checkoutOf }: Context,
    kinds: Kinds,
): Pick<EnvironmentArgs, "checkouts"> {
    if (!checkoutOf) return {};
    const found = services.flatMap(([line, { build }]) => {
        const folder = build && kindOf("build", build, kinds)?.folder?.(build as never);
        return folder === undefined ? [] : [[line, checkoutOf(folder)]];
    });
    return { checkouts: Object.fromEntries(found) as Record<string, Checkout> };
}

function teamOf({ team, account, promotesFrom }: Parsed<Drafted>): Pick<EnvironmentArgs, "team"> {
    const members = membersOf(team);
    if (!team || members.length === 0) return {};
    const { access, pgpKey } = team;
    const groups = members.map(({ group, ...people }) => [group, people] as const);
    const makesUsers = promotesFrom?.account !== account;
    return {
        team: { access, makesUsers, ...(pgpKey === undefined ? {} : { pgpKey }), groups: Object.fromEntries(groups) },
    };
}

/** GitHub takes a login in any case for the same. */
function peopleOf({ approval }: Parsed<Drafted>): Pick<EnvironmentArgs["approval"], "people"> {
    const known = Object.entries(approval.people).map(([login, name]) => [login.toLowerCase(), name]);
    return known.length > 0 ? { people: Object.fromEntries(known) as Record<string, string> } : {};
}

function networkOf({ network }: Parsed<Drafted>): NetworkArgs {
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
