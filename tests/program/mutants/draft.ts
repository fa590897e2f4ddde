import type { Json, Plan, PlannedResource } from "../../../plan/document";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type DraftResource = Mutable<Omit<PlannedResource, "inputs" | "outputs" | "options">> & {
    inputs: Record<string, Json>;
    outputs: Record<string, Json>;
    options: Mutable<PlannedResource["options"]>;
};
type Path = readonly (string | number)[];

/** A resource by its class and name; with its component's class where two are called the same. */
export type Which = readonly [what: string, name: string, component?: string];

/** A plan that may be damaged: each method makes one mistake that a change to the program could make. */
export class Draft {
    public readonly plan: Omit<Plan, "resources"> & { readonly resources: DraftResource[] };

    constructor(plan: Plan) {
        this.plan = structuredClone(plan) as unknown as Draft["plan"];
    }

    public find([what, name, component]: Which): DraftResource {
        const found = this.plan.resources.filter(
            (resource) =>
                resource.type.split(":").at(-1) === what &&
                resource.name === name &&
                (component === undefined || resource.parent?.includes(`:${component}::`) === true),
        );
        const [only] = found;
        if (only === undefined || found.length > 1) throw new Error(`the plan has ${found.length} ${what} "${name}"`);
        return only;
    }

    /** Asks AWS for something else; `undefined` asks for nothing. */
    public set(which: Which, path: Path, value: Json | undefined): void {
        assign(this.find(which).inputs, path, value);
    }

    /** Lets AWS answer something else. */
    public answer(which: Which, path: Path, value: Json | undefined): void {
        assign(this.find(which).outputs, path, value);
    }

    public option(which: Which, name: keyof PlannedResource["options"], value: Json | undefined): void {
        assign(this.find(which).options, [name], value);
    }

    public remove(which: Which): void {
        this.plan.resources.splice(this.plan.resources.indexOf(this.find(which)), 1);
    }

    /** Adds a copy of a resource under another name. */
    public copy(which: Which, name: string, parent?: Which): DraftResource {
        const original = this.find(which);
        const copy = structuredClone(original);
        copy.urn = `${original.urn.split("::").slice(0, -1).join("::")}::${name}`;
        copy.name = name;
        if (parent) copy.parent = this.find(parent).urn;
        this.plan.resources.push(copy);
        return copy;
    }

    /** Loses one entry of `dependsOn`. */
    public forget(which: Which, ...needs: readonly Which[]): void {
        const { options } = this.find(which);
        for (const need of needs) {
            const { urn } = this.find(need);
            if (!options.dependsOn?.includes(urn))
                throw new Error(`${which.join(" ")} never waited for ${need.join(" ")}`);
            options.dependsOn = options.dependsOn.filter((other) => other !== urn);
        }
    }

    /** Changes a policy document, which a plan holds as text; adds a statement where the index is one too many. */
    public state(which: Which, property: string, index: number, changes: Record<string, Json | undefined>): void {
        const { inputs } = this.find(which);
        const document = JSON.parse(String(inputs[property])) as { Statement: Record<string, Json>[] };
        const changed = { ...(document.Statement[index] ?? { Effect: "Allow" }), ...changes };
        document.Statement.splice(index, 1, changed as Record<string, Json>);
        inputs[property] = JSON.stringify(document);
    }
}

function assign(target: Record<string, Json>, path: Path, value: Json | undefined): void {
    let at: Record<string | number, unknown> = target;
    for (const step of path.slice(0, -1)) {
        at[step] ??= {};
        at = at[step] as Record<string | number, unknown>;
    }
    const last = path.at(-1) ?? "";
    if (value === undefined) delete at[last];
    else at[last] = value;
}
