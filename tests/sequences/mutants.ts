import type { Plan } from "../../plan/document";

interface Editable {
    readonly type: string;
    readonly name: string;
    readonly inputs: Record<string, unknown>;
    options: { ignoreChanges?: string[]; dependsOn?: string[]; provider?: string };
}
interface Stage {
    readonly name: string;
    beforeEntry?: unknown;
    actions: {
        readonly name: string;
        readonly provider: string;
        readonly inputArtifacts: string[];
        readonly outputArtifacts: string[];
        readonly configuration: Record<string, string>;
    }[];
}

interface Mutant {
    readonly says: string;
    /** The environment whose stories find it. @default every one */
    readonly only?: string;
    readonly change: (plan: Plan) => Plan;
}

/** Mistakes that the program could hold, as changes of its plan. */
export const MUTANTS: readonly Mutant[] = [
    {
        says: "the blueprint as a source action",
        change: (plan) =>
            edited(plan, (resource) => {
                const stages = stagesOf(resource);
                const source = stages?.[0]?.actions[0];
                const prepare = stages?.flatMap(({ actions }) => actions).find(({ name }) => name === "Prepare");
                if (source?.provider === "S3" && prepare) {
                    const line = resource.name.replace(/-ship$/, "");
                    stages?.[0]?.actions.push({
                        ...source,
                        name: "Blueprint",
                        outputArtifacts: ["Blueprint"],
                        configuration: { ...source.configuration, S3ObjectKey: `blueprints/${line}.json` },
                    });
                    prepare.inputArtifacts.push("Blueprint");
                }
            }),
    },
    ...["taskDefinition", "loadBalancers", "desiredCount"].map((property) => ({
        says: `a service that does not leave ${property} alone`,
        change: (plan: Plan) => withoutIgnored(plan, "aws:ecs/service:Service", property),
    })),
    {
        says: "listeners and rules that do not leave alone where they lead",
        change: (plan) =>
            withoutIgnored(
                withoutIgnored(plan, "aws:lb/listener:Listener", "defaultActions"),
                "aws:lb/listenerRule:ListenerRule",
                "actions",
            ),
    },
    {
        says: "tags by the provider's default on what jobs write",
        change: (plan) => {
            const tagging = plan.resources.find(({ type, name }) => type === "pulumi:providers:aws" && name === "aws");
            return edited(plan, (resource) => {
                if (resource.type === "aws:s3/bucketObjectv2:BucketObjectv2")
                    resource.options = { ...resource.options, provider: tagging?.urn };
            });
        },
    },
    {
        says: "Verify skipped",
        change: (plan) => withoutAction(plan, "Verify"),
    },
    {
        says: "a change of settings that starts the candidate instead of what is live",
        change: (plan) =>
            edited(plan, ({ type, inputs }) => {
                const transformer = inputs["inputTransformer"] as { inputTemplate: string } | undefined;
                if (type === "aws:cloudwatch/eventTarget:EventTarget" && transformer) {
                    transformer.inputTemplate = transformer.inputTemplate.replace("live.zip", "candidate.zip");
                }
            }),
    },
    {
        says: "a release that does not say which version it is",
        only: "staging",
        change: (plan) =>
            edited(plan, ({ type, inputs }) => {
                const transformer = inputs["inputTransformer"] as { inputTemplate: string } | undefined;
                if (
                    type === "aws:cloudwatch/eventTarget:EventTarget" &&
                    transformer?.inputTemplate.includes("S3_OBJECT_VERSION_ID")
                ) {
                    transformer.inputTemplate = '{"sourceRevisions":[]}';
                    delete inputs["inputTransformer"];
                }
            }),
    },
    {
        says: "an object key that nobody may override",
        change: (plan) =>
            edited(plan, (resource) => {
                for (const { configuration } of stagesOf(resource)?.flatMap(({ actions }) => actions) ?? []) {
                    delete configuration["AllowOverrideForS3ObjectKey"];
                }
            }),
    },
    ...["Approve", "Deploy"].map((name) => ({
        says: `overtaken releases that do not skip ${name}`,
        only: "prod",
        change: (plan: Plan) =>
            edited(plan, (resource) => {
                for (const stage of stagesOf(resource) ?? []) if (stage.name === name) delete stage.beforeEntry;
            }),
    })),
    {
        says: "approved settings that Prepare is not told of",
        only: "prod",
        change: (plan) =>
            edited(plan, (resource) => {
                const prepare = stagesOf(resource)
                    ?.flatMap(({ actions }) => actions)
                    .find(({ name }) => name === "Prepare");
                if (prepare) delete prepare.configuration["EnvironmentVariables"];
            }),
    },
    ...["SUCCEEDED", "FAILED", "CANCELED"].map((state) => ({
        says: `a candidate that gave way and is not looked after when a run of ship has ${state}`,
        only: "prod" as const,
        change: (plan: Plan) =>
            edited(plan, ({ type, name, inputs }) => {
                if (type === "aws:cloudwatch/eventRule:EventRule" && name.endsWith("-handover"))
                    inputs["eventPattern"] = String(inputs["eventPattern"]).replace(`"${state}"`, '"NEVER"');
            }),
    })),
    {
        says: "settings that do not wait for the pipeline",
        only: "prod",
        change: (plan) =>
            edited(plan, (resource) => {
                if (!resource.name.endsWith("-blueprint")) return;
                const own = (resource.options.dependsOn ?? []).filter((urn) => !urn.includes("Pipeline::"));
                resource.options = { ...resource.options, dependsOn: own };
            }),
    },
    {
        says: "rules that listen before the first objects are written",
        change: (plan) =>
            edited(plan, (resource) => {
                if (/eventRule|eventTarget/.test(resource.type)) {
                    const own = (resource.options.dependsOn ?? []).filter(
                        (urn) => !urn.includes("BucketObject") && !urn.includes("Pipeline"),
                    );
                    resource.options = { ...resource.options, dependsOn: own };
                }
            }),
    },
];

function edited(plan: Plan, edit: (resource: Editable) => void): Plan {
    for (const resource of plan.resources as unknown as readonly Editable[]) edit(resource);
    return plan;
}

function stagesOf({ type, inputs }: Editable): Stage[] | undefined {
    return type === "aws:codepipeline/pipeline:Pipeline" ? (inputs["stages"] as Stage[]) : undefined;
}

function withoutIgnored(plan: Plan, type: string, property: string): Plan {
    return edited(plan, (resource) => {
        if (resource.type !== type) return;
        resource.options = {
            ...resource.options,
            ignoreChanges: (resource.options.ignoreChanges ?? []).filter((name) => name !== property),
        };
    });
}

function withoutAction(plan: Plan, name: string): Plan {
    return edited(plan, (resource) => {
        for (const stage of stagesOf(resource) ?? [])
            stage.actions = stage.actions.filter((action) => action.name !== name);
    });
}
