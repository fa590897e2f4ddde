import type { Whereabouts } from "../context";

/** Where an environment hears that the one before it verified a release. Fixed, because that one must know it. */
export function promotionBusName({ project, environment }: Pick<Whereabouts, "project" | "environment">): string {
    return `${project}-${environment}-promotions`;
}

/** The address of that bus, for whoever may put events on it. */
export function promotionBusArn(where: Whereabouts): string {
    return `arn:${where.partition}:events:${where.region}:${where.account}:event-bus/${promotionBusName(where)}`;
}

/** What Verify says on the bus. */
export const RELEASE_VERIFIED = "Release Verified";

/** Each line speaks under its own name, so that none can promote another's release. */
export function promotionSource(line: string): string {
    return `fairlead.${line}`;
}
