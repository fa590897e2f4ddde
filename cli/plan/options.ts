import type * as aliasproto from "@pulumi/pulumi/proto/alias_pb";
import type * as resproto from "@pulumi/pulumi/proto/resource_pb";

import { byText, sorted, type Json, type PlannedOptions } from "../../plan/document";

/** What was set, and nothing the SDK adds by itself. */
export function optionsOf(request: resproto.RegisterResourceRequest): PlannedOptions {
    const some = <T>(values: readonly T[]): readonly T[] | undefined => (values.length === 0 ? undefined : values);
    const byProperty: Record<string, readonly string[]> = {};
    request
        .getPropertydependenciesMap()
        .forEach((of: resproto.RegisterResourceRequest.PropertyDependencies, property: string) => {
            if (of.getUrnsList().length > 0) {
                byProperty[property] = of.getUrnsList().sort(byText);
            }
        });
    const timeouts = Object.entries(request.getCustomtimeouts()?.toObject() ?? {}).filter(([, value]) => value !== "");
    const options: PlannedOptions = {
        protect: request.getProtect() === true ? true : undefined,
        ignoreChanges: some(request.getIgnorechangesList()),
        replaceOnChanges: some(request.getReplaceonchangesList()),
        dependsOn: some(request.getDependenciesList().sort(byText)),
        propertyDependencies: Object.keys(byProperty).length === 0 ? undefined : sorted(byProperty),
        deleteBeforeReplace:
            request.getDeletebeforereplacedefined() && request.getDeletebeforereplace() ? true : undefined,
        retainOnDelete: request.getRetainondelete() === true ? true : undefined,
        deletedWith: request.getDeletedwith() || undefined,
        import: request.getImportid() || undefined,
        // Every provider resource has the same list, by the SDK.
        additionalSecretOutputs: some(
            request.getType().startsWith("pulumi:") ? [] : request.getAdditionalsecretoutputsList(),
        ),
        customTimeouts: timeouts.length === 0 ? undefined : Object.fromEntries(timeouts),
        aliases: some(request.getAliasesList().flatMap((alias) => aliasOf(alias, request))),
    };
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** An alias, unless the provider's SDK made it: it names a former type of the same resource, on every such resource. */
function aliasOf(alias: aliasproto.Alias, request: resproto.RegisterResourceRequest): Json[] {
    const spec = alias.getSpec();
    if (spec === undefined) {
        return [alias.getUrn()];
    }
    const parent = spec.getParenturn() === request.getParent() ? "" : spec.getParenturn();
    const { name, type, stack, project } = spec.toObject();
    const fields = { name, type, stack, project, parent };
    const set = Object.entries(fields).filter(([, value]) => value !== "");
    if (request.getCustom() && set.length === 1 && fields.type !== "") {
        return [];
    }
    return [{ ...Object.fromEntries(set), ...(spec.getNoparent() ? { noParent: true } : {}) }];
}
