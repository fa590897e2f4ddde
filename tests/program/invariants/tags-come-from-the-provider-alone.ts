import { at, label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** Once, for everything; and with the wrong profile the provider refuses to work at all. */
export const invariant: Invariant = (plan) => {
    const providers = ofType(plan, "pulumi:providers:aws");
    const [provider] = providers;
    const json = (property: string): unknown => JSON.parse(String(provider?.inputs[property] ?? "null")) as unknown;
    const tags = at(json("defaultTags") as never, "tags");
    return [
        ...(providers.length === 1 ? [] : [`there are ${providers.length} providers of AWS, not one`]),
        ...(JSON.stringify(json("allowedAccountIds")) === JSON.stringify([plan.account])
            ? []
            : ["the provider works in any account"]),
        ...["project", "environment"]
            .filter((tag) => typeof at(tags, `fairlead:${tag}`) !== "string")
            .map((tag) => `the provider does not tag with fairlead:${tag}`),
        ...plan.resources
            .filter(({ inputs }) => inputs["tags"] !== undefined || inputs["tagsAll"] !== undefined)
            .map((resource) => `${label(resource)} brings tags of its own`),
    ];
};
