import { text, type PlannedResource } from "./plans";

/** Whether a resource is this deployment group: by its application too, because every environment may have a `web`. */
export function isGroup(resource: PlannedResource, application: string, name: string): boolean {
    return text(resource, "appName") === application && text(resource, "deploymentGroupName") === name;
}
