// What a service's own code calls: what its line's settings say of it, of which the task's role must have every word.
import { isRecord, records, texts } from "../../plan/plans";
import { asks, type Caller } from "../asking";
import type { Context, Row, ServedAt } from "./types";

/** Tests that a request passes by having the value itself; what others compare with says nothing of what passes. */
const SAME = /^(ForA(ny|ll)Values:)?(StringEquals|StringLike|ArnEquals|ArnLike|Bool|NumericEquals)$/;

/** One call for each pair of an action and a resource; a star is some name. */
function rowsOf(permission: Readonly<Record<string, unknown>>): readonly Row<ServedAt>[] {
    const conditions = records(permission["conditions"]);
    if (!conditions.every(({ test }) => SAME.test(String(test)))) return [];
    const context: Context = Object.fromEntries(
        conditions.map(({ variable, values }) => [String(variable), texts(values)[0]?.replaceAll("*", "some") ?? ""]),
    );
    const on = texts(permission["resources"]).map((resource) =>
        resource === "*" ? resource : resource.replaceAll("*", "some"),
    );
    return texts(permission["actions"]).map((action) => ({
        action: action.replaceAll("*", "Some"),
        on: () => on,
        context: () => context,
        source: "permissions of the line's settings",
    }));
}

/** The code that runs in tasks. */
export const ownCode: Caller = {
    of: "the application",
    asks: (plans) =>
        plans.ofType("fairlead:index:EcsService").flatMap(({ plan, resource }) => {
            const { settings } = resource.inputs;
            const { taskDefinition } = resource.outputs;
            if (!isRecord(settings) || !isRecord(taskDefinition)) return [];
            const role = String(taskDefinition["taskRoleArn"]);
            return records(settings["permissions"]).flatMap((permission) =>
                asks(`${resource.name} (its own code)`, role, rowsOf(permission), { plans, plan, resource }),
            );
        }),
};
