import { arnIn, type EnvironmentRef } from "../environment-ref";

/** Where an environment hears that the one before it verified a release. Fixed, because that one must know it. */
export function promotionBusName({ project, environment }: Pick<EnvironmentRef, "project" | "environment">): string {
    return `${project}-${environment}-promotions`;
}

/** The address of that bus, for the environments that may put events on it. */
export function promotionBusArn(ref: EnvironmentRef): string {
    return arnIn(ref, "events", `event-bus/${promotionBusName(ref)}`);
}

/** What Verify says on the bus. */
export const RELEASE_VERIFIED = "Release Verified";

/** Each line speaks under its own name, so that none can promote another's release. */
export function promotionSource(line: string): string {
    return `fairlead.${line}`;
}
