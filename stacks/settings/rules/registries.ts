// How what is built goes with where it lies.
import { asWritten } from "../models";
import { valueAt } from "../mistakes/outline";
import { kindOf, partsOf } from "../parts";
import { refusing } from "./rule";

/** What a registry cannot do, or must not be given, is refused where the build asks for it. */
export const registryStandsWhatTheBuildAsks = refusing(({ services, promotesFrom }, about) =>
    Object.entries(services).flatMap(([line, written]) => {
        const { build, registry } = partsOf(written, promotesFrom === undefined, about.kinds);
        const cannot = registry && kindOf("registry", registry, about.kinds)?.cannotStandBeside;
        return Object.entries(build && cannot ? cannot : {})
            .filter(([key]) => asks(valueAt(about.document, asWritten(["services", line, "build", key], about))))
            .map(([key, why]) => ({
                at: ["services", line, "build", key],
                is: `is set, and the registry is ${registry?.kind}: ${why}`,
                allowed: "nothing, or another registry",
                alsoStack: [["services", line, "registry"]],
            }));
    }),
);

const asks = (value: unknown): boolean => value !== undefined && value !== false;
