// Pulumi, as far as one writer per thing depends on it: what changed since the last `up`, what it leaves alone, in an
// order that is as unlucky as the dependencies allow.
import { inOrder } from "../../../plan/creation-order";
import { Plans, records, text, type Plan, type PlannedResource } from "../../../plan/plans";
import { Account, groupOf, type Content } from "./account";
import { candidatesIn, recordsIn, Runs } from "./runs";

type Inputs = Record<string, unknown>;
/** What ECS refuses to change on a service that CodeDeploy moves. */
const REFUSED = ["taskDefinition", "loadBalancers", "networkConfiguration", "platformVersion"];
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

export class Engine {
    public readonly account: Account;
    public readonly runs: Runs;
    private plans = new Plans([]);
    private readonly state = new Map<string, Inputs>();

    constructor() {
        this.account = new Account((arn, overrides) => {
            const pipeline = this.account.ofType(PIPELINE).find((made) => text(made, "arn") === arn);
            if (pipeline) this.runs.start(pipeline, overrides);
        });
        this.runs = new Runs(this.account, () => this.plans);
    }

    /** `pulumi up`; `settings` is the name that these settings have in the story. */
    public up(plan: Plan, settings: string): void {
        this.plans = new Plans([plan]);
        for (const resource of inOrder(plan)) {
            const known = this.state.get(resource.urn);
            const inputs = withIgnored(resource, known);
            const changed = Object.keys({ ...known, ...inputs }).filter(
                (key) => JSON.stringify(known?.[key]) !== JSON.stringify(inputs[key]),
            );
            if (known && changed.length === 0) continue;
            this.state.set(resource.urn, inputs);
            this.account.made.set(resource.urn, { ...resource, inputs: inputs as PlannedResource["inputs"] });
            this.write(resource, { known: known !== undefined, changed, settings });
            this.runs.advance();
        }
    }

    /** `pulumi refresh`: what AWS moved stands in the state, as if we had asked for it. */
    public refresh(): void {
        for (const listener of this.account.listeners())
            this.moved(listener, "defaultActions", this.account.leadsTo.get(listener.urn));
        if (this.account.history.length === 0) return;
        for (const service of this.account.ofType("aws:ecs/service:Service")) {
            this.moved(service, "loadBalancers", this.account.colour);
            this.state.set(service.urn, {
                ...this.state.get(service.urn),
                taskDefinition: `of deployment ${this.account.history.length}`,
            });
        }
    }

    private write(
        resource: PlannedResource,
        { known, changed, settings }: { known: boolean; changed: readonly string[]; settings: string },
    ): void {
        const inputs = this.state.get(resource.urn) ?? {};
        switch (resource.type) {
            case OBJECT: {
                if (!changed.some((key) => key.startsWith("content"))) return;
                const object = `${text(resource, "bucket")}/${text(resource, "key")}`;
                const seed = {
                    release: "r0",
                    ...(recordsIn(this.plans).includes(object) ? { record: true as const } : {}),
                };
                return this.account.write(object, inputs["content"] === undefined ? seed : { settings });
            }
            case PIPELINE:
                // Creating one starts it; editing one does not, and ends what is under way.
                return known ? this.runs.cancel() : this.runs.start(resource, []);
            case "aws:lb/listener:Listener":
                if (changed.includes("defaultActions")) this.account.leadsTo.set(resource.urn, groupOf(inputs) ?? "");
                return;
            case "aws:ecs/service:Service": {
                if (!known) this.account.colour = groupOf(inputs) ?? "";
                const refused = changed.filter((key) => REFUSED.includes(key));
                if (known && refused.length > 0)
                    throw new Error(`ECS refuses to change ${refused.join(", ")} of a service that CodeDeploy moves`);
                return;
            }
        }
    }

    /** Makes releases the candidate, as Publish, a pull or a person would; several at once in the same moment. */
    public release(...releases: readonly string[]): void {
        const objects = candidatesIn(this.plans);
        this.account.quickly(() => {
            for (const release of releases) for (const object of objects) this.account.write(object, { release });
        });
    }

    public live(): Content | undefined {
        return recordsIn(this.plans).map((object) => this.account.read(object))[0];
    }

    /** The release that is the candidate and not live. */
    public pending(): string | null {
        const candidate = candidatesIn(this.plans).map((object) => this.account.read(object)?.release)[0];
        return candidate === undefined || candidate === this.live()?.release ? null : candidate;
    }

    private moved({ urn }: PlannedResource, property: string, group: string | undefined): void {
        const inputs = this.state.get(urn);
        const first = records(inputs?.[property])[0];
        if (first && group) this.state.set(urn, { ...inputs, [property]: [{ ...first, targetGroupArn: group }] });
    }
}

/** What the program asks for, except where it says that others write. */
function withIgnored(resource: PlannedResource, known: Inputs | undefined): Inputs {
    const inputs: Inputs = { ...resource.inputs };
    if (!known) return inputs;
    for (const key of resource.options.ignoreChanges ?? []) {
        if (known[key] === undefined) delete inputs[key];
        else inputs[key] = known[key];
    }
    return inputs;
}
