// What a line of a model is beside lines of applications.
import { settingsFile } from "../mistakes/place";
import { refusing } from "./rule";

/** Each line has its name for itself: pipelines, roles and folders are called by it. */
export const modelsAreNoServices = refusing(({ services, models }, about) =>
    Object.keys(models)
        .filter((line) => Object.hasOwn(services, line))
        .map((line) => ({
            at: ["models", line],
            is: "is the name of a service as well",
            allowed: "a name that no other line has",
            fix: `rename ${line} in ${settingsFile(about)}`,
            alsoStack: [["services", line]],
        })),
);
