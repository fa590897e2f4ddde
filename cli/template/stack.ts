// One stack of a template: its functions carried out, and each resource as a plan has it.
import type { Json, JsonObject, PlannedOptions, PlannedResource } from "../../plan/document";
import type { Place } from "../../plan/arn";
import { NotRehearsed, Refused } from "../../rehearsal/account/gateway";
import { holds, resolve } from "../../rehearsal/cloudformation/functions";
import { inOrder, needsOf } from "../../rehearsal/cloudformation/order";
import type { Known, Scope } from "../../rehearsal/cloudformation/scope";
import type { Declared } from "../../rehearsal/cloudformation/template";
import { hexOf, urnOf } from "../plan/names";
import { answerTo, ResourceRequest } from "../plan/stand-ins";
import type { ReadTemplate } from "./declared";
import { actionsLeft, leftOut, type Note, standInFor } from "./not-rehearsed";
import type { Problem } from "./problems";
import { pseudoOf } from "./pseudo";
import { shaped } from "./shapes";
import { typeOf } from "./types";
import { typeOfEngine } from "./types/functions";
import { type Beside, type ResourceType, valueIn } from "./types/types";

export interface StackRequest {
    readonly read: ReadTemplate;
    readonly parameters: Readonly<Record<string, string>>;
    readonly place: Place;
    readonly plan: { readonly project: string; readonly stack: string; readonly root: string };
    /** What comes before names of this stack, where several are in one plan. */
    readonly prefix: string;
    readonly imported: (name: string) => Json | undefined;
    /** URNs of what is there before. */
    readonly after: readonly string[];
}

export interface MadeStack {
    /** The stack itself is the first. */
    readonly resources: readonly PlannedResource[];
    readonly outputs: JsonObject;
    readonly exports: ReadonlyMap<string, Json>;
    readonly problems: readonly Problem[];
    readonly notes: readonly Note[];
}

/** The type of the component that holds one stack's resources. */
const COMPONENT = "template:index:Stack";

export function makeStack(request: StackRequest): MadeStack {
    const stack = new StackOfTemplate(request);
    stack.makeAll();
    return stack.made();
}

class StackOfTemplate {
    private readonly resources: PlannedResource[] = [];
    private readonly known = new Map<string, Known>();
    private readonly urns = new Map<string, readonly string[]>();
    private readonly problems: Problem[] = [];
    private readonly notes: Note[] = [];
    private readonly component: PlannedResource;
    private readonly scope: Scope;

    constructor(private readonly request: StackRequest) {
        const { read, plan, place, imported, parameters } = request;
        const name = read.file.stack;
        this.component = {
            urn: urnOf(plan.stack, plan.project, plan.root, COMPONENT, name),
            type: COMPONENT,
            name,
            custom: false,
            parent: plan.root,
            inputs: { templateFile: read.file.path.split("/").at(-1) ?? "", parameters },
            outputs: {},
            options: {},
        };
        this.scope = {
            template: read.template,
            parameters,
            pseudo: pseudoOf(name, place),
            known: (logicalId) => this.known.get(logicalId),
            imported,
        };
    }

    public makeAll(): void {
        const { template } = this.request.read;
        const needs = needsOf(template);
        for (const name of inOrder(template)) {
            const declared = template.resources[name];
            if (!declared || !this.isWanted(["Resources", name], declared)) continue;
            this.make(name, declared, needs.get(name) ?? []);
        }
    }

    public made(): MadeStack {
        const { outputs } = this.request.read.template;
        const values = Object.entries(outputs).flatMap(([name, output]) => {
            const path = ["Outputs", name];
            if (!this.isWanted(path, output)) return [];
            const value = this.attempt([...path, "Value"], () => resolve(output.value, this.scope));
            const exported =
                output.exportName === undefined
                    ? undefined
                    : this.attempt([...path, "Export"], () => resolve(output.exportName ?? "", this.scope));
            return value === undefined ? [] : [{ name, value, exported }];
        });
        const said = Object.fromEntries(values.map(({ name, value }) => [name, value]));
        return {
            resources: [{ ...this.component, outputs: said }, ...this.resources],
            outputs: said,
            exports: new Map(
                values.flatMap(({ exported, value }) => (exported === undefined ? [] : [[String(exported), value]])),
            ),
            problems: this.problems,
            notes: this.notes,
        };
    }

    private isWanted(path: readonly string[], { condition }: { readonly condition?: string }): boolean {
        if (condition === undefined) return true;
        return this.attempt([...path, "Condition"], () => holds(condition, this.scope)) ?? false;
    }

    private make(logicalId: string, declared: Declared, needs: readonly string[]): void {
        const path = ["Resources", logicalId];
        const note = (why: string): void =>
            void this.notes.push({ file: this.request.read.file, path, logicalId, type: declared.type, why });
        const properties = Object.fromEntries(
            Object.entries(declared.properties).flatMap(([name, value]) => {
                const found = this.attempt([...path, "Properties", name], () => resolve(value, this.scope));
                return found === undefined ? [] : [[name, found] as const];
            }),
        );
        const type = typeOf(declared.type) ?? typeOfEngine(declared, this.request.read.template);
        const request = this.requestFor(logicalId, type?.type ?? "", {}, type);
        if (!type) {
            const named = this.pipelinesNaming(logicalId);
            note(`${leftOut(declared.type)}${named.length > 0 ? `; ${named.join(" and ")} names it` : ""}`);
            const standIn = standInFor(declared.type, request.autoname, this.request.place);
            this.known.set(logicalId, standIn.known);
            if (standIn.type !== undefined)
                this.add(logicalId, declared, needs, standIn.type, properties, request.autoname);
            return;
        }
        const dynamic = /\{\{resolve:[^}]*\}\}/.exec(JSON.stringify(properties))?.[0];
        if (dynamic !== undefined) note(`${dynamic} stays as it is written: only the account knows what it holds`);
        const unread: string[] = [];
        const inputs = { ...shaped(type.shape, properties, (each) => unread.push(each)), ...type.more?.(properties) };
        if (unread.length > 0) note(`nothing here reads ${unread.join(", ")}`);
        const left = actionsLeft({ ...this.component, type: type.type, inputs });
        if (left.length > 0) note(`no rehearsal runs ${left.join(", ")}: a run that comes there is red by that name`);
        const resource = this.add(logicalId, declared, needs, type.type, inputs, request.autoname);
        const made = { logicalId, properties, resource };
        const attributes = Object.entries(type.attributes ?? {}).map(([name, from]) => [
            name,
            typeof from === "string" ? valueIn(resource, from) : from(made),
        ]);
        this.known.set(logicalId, {
            ref: String(valueIn(resource, type.ref)),
            attributes: Object.fromEntries(attributes) as JsonObject,
        });
        for (const each of type.beside?.(made) ?? []) this.addBeside(logicalId, each);
    }

    /** Pipelines that hand this resource to one of their actions. */
    private pipelinesNaming(logicalId: string): readonly string[] {
        const { template } = this.request.read;
        return [...needsOf(template)].flatMap(([name, needs]) =>
            template.resources[name]?.type === "AWS::CodePipeline::Pipeline" && needs.includes(logicalId)
                ? [`the pipeline ${name}`]
                : [],
        );
    }

    /** What AWS would be asked, with the name that CloudFormation makes up. */
    private requestFor(name: string, type: string, inputs: JsonObject, of?: ResourceType): ResourceRequest {
        const { plan, place, prefix, read } = this.request;
        const urn = urnOf(plan.stack, plan.project, this.component.urn, type, prefix + name);
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
        const end = hexOf(`${read.file.stack} ${name}`, 12).toUpperCase();
        const longest = (of?.longest ?? 255) - end.length - 1;
        const autoname = `${`${read.file.stack}-${name}`.slice(0, longest)}-${end}`;
        const called = of?.small === true ? autoname.toLowerCase() : autoname;
        return new ResourceRequest(urn, type, inputs, called, place.account, place.region);
    }

    private add(
        logicalId: string,
        declared: Declared,
        needs: readonly string[],
        type: string,
        inputs: JsonObject,
        autoname: string,
    ): PlannedResource {
        // A stack is made once those that it imports from are there, each of its resources.
        const dependsOn = [...this.request.after, ...needs.flatMap((need) => this.urns.get(need) ?? [])].sort();
        const options: PlannedOptions = {
            ...(dependsOn.length > 0 ? { dependsOn } : {}),
            ...(declared.deletionPolicy === "Delete" ? {} : { retainOnDelete: true }),
        };
        return this.register(logicalId, logicalId, type, inputs, options, autoname);
    }

    private addBeside(logicalId: string, { name, type, inputs }: Beside): void {
        const dependsOn = [...(this.urns.get(logicalId) ?? [])].slice(0, 1);
        this.register(logicalId, name, type, inputs, { dependsOn }, this.requestFor(name, type, {}).autoname);
    }

    private register(
        logicalId: string,
        name: string,
        type: string,
        inputs: JsonObject,
        options: PlannedOptions,
        autoname: string,
    ): PlannedResource {
        const { place, prefix } = this.request;
        const { urn } = this.requestFor(name, type, inputs);
        const answer = answerTo(new ResourceRequest(urn, type, inputs, autoname, place.account, place.region));
        const resource: PlannedResource = {
            urn,
            type,
            name: prefix + name,
            custom: true,
            parent: this.component.urn,
            provider: type.split(":")[0] ?? "aws",
            inputs,
            outputs: answer.outputs,
            id: answer.id,
            options,
        };
        this.resources.push(resource);
        this.urns.set(logicalId, [...(this.urns.get(logicalId) ?? []), urn]);
        return resource;
    }

    private attempt<Made>(path: readonly string[], make: () => Made): Made | undefined {
        try {
            return make();
        } catch (error) {
            if (!(error instanceof Refused) && !(error instanceof NotRehearsed)) throw error;
            const { file } = this.request.read;
            this.problems.push({ file: file.path, line: file.lineOf(path), path, says: error.message });
            return undefined;
        }
    }
}
