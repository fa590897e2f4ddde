// Which instances a deployment group finds: those of its Auto Scaling groups, and those with its tags.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/instances-tagging.html
import { records, text, texts } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { NotRehearsed } from "../../account/gateway";
import type { Group } from "../../deployments/codedeploy/group";
import { Fleet } from "../fleet";
import { Instances } from "../instances";

type Tags = Readonly<Record<string, string>>;

/** Ids of what is in service. What is being launched gets a deployment of its own. */
export function instancesOf(account: LocalAccount, { planned: { resource } }: Group): readonly string[] {
    const fleet = account.part(Fleet);
    const groups = texts(resource.inputs["autoscalingGroups"]);
    const tagged = byTags(resource.inputs);
    return account
        .part(Instances)
        .all.filter(({ lifecycle }) => lifecycle === "InService")
        .filter(({ id }) => groups.includes(text(fleet.plannedOf(id).resource, "name")) || tagged(fleet.tagsOf(id)))
        .map(({ id }) => id);
}

function byTags(inputs: Readonly<Record<string, unknown>>): (tags: Tags) => boolean {
    const sets = [
        ...records(inputs["ec2TagSets"]).map((set) => records(set["ec2TagFilters"])),
        ...(records(inputs["ec2TagFilters"]).length > 0 ? [records(inputs["ec2TagFilters"])] : []),
    ];
    const tests = sets.map((set) => set.map(filterOf));
    // An instance is in every set, and in a set by any of its filters.
    return (tags) => tests.length > 0 && tests.every((set) => set.some((filter) => filter(tags)));
}

function filterOf({ type, key, value }: Record<string, unknown>): (tags: Tags) => boolean {
    const [name, wanted] = [String(key ?? ""), String(value ?? "")];
    switch (type) {
        case "KEY_AND_VALUE":
            return (tags) => tags[name] === wanted;
        case "KEY_ONLY":
            return (tags) => tags[name] !== undefined;
        case "VALUE_ONLY":
            return (tags) => Object.values(tags).includes(wanted);
        default:
            throw new NotRehearsed(`tag filters of the type ${String(type)}`);
    }
}
