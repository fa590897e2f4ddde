import type { Mutant } from "./mutant";

/** Mistakes in what belongs where, how it is called, and what is published. */
export const structure: readonly Mutant[] = [
    {
        mistake: "a child without `{ parent: this }`",
        breaks: "every resource belongs to a component",
        of: "prod",
        make: (draft) => (draft.find(["Cluster", "services"]).parent = draft.plan.resources[0]?.urn),
        found: ['Cluster "services" belongs to no component of ours'],
    },
    {
        mistake: "a resource nested below a resource",
        breaks: "every resource belongs to a component",
        of: "prod",
        make: (draft) => (draft.find(["LifecyclePolicy", "web"]).parent = draft.find(["Repository", "web"]).urn),
        found: ['LifecyclePolicy "web" belongs to no component of ours'],
    },
    {
        mistake: "a child that is named for itself",
        breaks: "every name begins with its components name",
        of: "prod",
        make: (draft) => (draft.find(["MetricAlarm", "web-errors"]).name = "errors"),
        found: ['MetricAlarm "errors" does not begin with "web", the name of its Deployment "web"'],
    },
    {
        mistake: "a name that only looks like its component's",
        breaks: "every name begins with its components name",
        of: "prod",
        make: (draft) => (draft.find(["MetricAlarm", "web-errors"]).name = "website-errors"),
        found: ['MetricAlarm "website-errors" does not begin with "web", the name of its Deployment "web"'],
    },
    {
        mistake: "a resource made in an `apply`",
        breaks: "a preview shows what an update makes",
        of: "prod",
        make: (draft) => draft.copy(["Topic", "notifications"], "notifications-more"),
        found: [
            "urn:pulumi:prod::fairlead::fairlead:index:Environment$fairlead:index:Notifications$aws:sns/topic:Topic::notifications-more is made, but no preview shows it",
        ],
    },
    {
        mistake: "a resource that a known value takes away",
        breaks: "a preview shows what an update makes",
        of: "prod",
        make: (draft) => draft.remove(["Alias", "releases"]),
        found: [
            "urn:pulumi:prod::fairlead::fairlead:index:Environment$fairlead:index:ReleaseStore$aws:kms/alias:Alias::releases is shown by a preview, but never made",
        ],
    },
    {
        mistake: "no `registerOutputs`",
        breaks: "every component registers what it publishes",
        of: "prod",
        make: (draft) => (draft.find(["ShellJob", "web-pull"]).outputs = {}),
        found: ['ShellJob "web-pull" registers no outputs'],
    },
    {
        mistake: "data that a destroy takes along",
        breaks: "what must not be lost is protected",
        of: "prod",
        make: (draft) => {
            for (const which of [
                ["Bucket", "releases"],
                ["Key", "releases"],
                ["BucketObjectv2", "web-live"],
                ["Repository", "web"],
                ["Service", "web"],
                ["TargetGroup", "web-green"],
            ] as const)
                draft.option(which, "protect", undefined);
        },
        found: [
            'Bucket "releases" is not protected',
            'BucketObjectv2 "web-live" is not protected',
            'Key "releases" is not protected',
            'Repository "web" is not protected',
            'Service "web" is not protected',
            'TargetGroup "web-green" is not protected',
        ],
    },
    {
        mistake: "a protection that nobody can lift",
        breaks: "what must not be lost is protected",
        of: "staging",
        make: (draft) => draft.option(["Key", "releases"], "protect", true),
        found: ['Key "releases" is protected, though it may go'],
    },
    {
        mistake: "no arguments for `super`",
        breaks: "every component says what it was given",
        of: "prod",
        make: (draft) => (draft.find(["ReleaseStore", "releases"]).inputs = {}),
        found: ['ReleaseStore "releases" does not say what it was given'],
    },
    {
        mistake: "another type token",
        breaks: "every component is named as ours",
        of: "prod",
        make: (draft) => (draft.find(["ReleaseStore", "releases"]).type = "pkg:index:ReleaseStore"),
        found: ['ReleaseStore "releases" has the type pkg:index:ReleaseStore, not fairlead:index:<Class>'],
    },
    {
        mistake: "one resource more than a line may have",
        breaks: "a line stays small",
        of: "prod",
        make: (draft) => {
            for (let more = 0; more < 8; more += 1) draft.copy(["Role", "web-task"], `web-task-${more}`);
        },
        found: ['ServiceLine "web" has 81 resources, over 80'],
    },
    {
        mistake: "a wait for what waits in turn",
        breaks: "dependencies form no cycle",
        of: "prod",
        make: (draft) =>
            draft.option(["Role", "web-ship"], "dependsOn", [draft.find(["BucketObjectv2", "web-blueprint"]).urn]),
        found: ['Pipeline "web-ship" → Role "web-ship" → BucketObjectv2 "web-blueprint" → Pipeline "web-ship"'],
    },
    {
        mistake: "a component that waits for its own child",
        breaks: "dependencies form no cycle",
        of: "prod",
        make: (draft) => draft.option(["ImageRegistry", "web"], "dependsOn", [draft.find(["Repository", "web"]).urn]),
        found: ['Repository "web" → ImageRegistry "web" → Repository "web"'],
    },
    {
        mistake: "a wait for what is not there",
        breaks: "dependencies form no cycle",
        of: "prod",
        make: (draft) => draft.option(["Cluster", "services"], "dependsOn", ["urn:gone"]),
        found: ['Cluster "services" waits for urn:gone, which nobody makes'],
    },
    {
        mistake: "tags threaded through a component",
        breaks: "tags come from the provider alone",
        of: "prod",
        make: (draft) => draft.set(["Topic", "notifications"], ["tags"], { team: "ours" }),
        found: ['Topic "notifications" brings tags of its own'],
    },
    {
        mistake: "a provider that works in every account",
        breaks: "tags come from the provider alone",
        of: "prod",
        make: (draft) => {
            draft.set(["aws", "aws"], ["allowedAccountIds"], undefined);
            draft.set(["aws", "aws"], ["defaultTags"], undefined);
        },
        found: [
            'aws "aws" works in any account',
            'aws "aws" does not tag with fairlead:project',
            'aws "aws" does not tag with fairlead:environment',
        ],
    },
    {
        mistake: "tags on what jobs write: by its own provider, or by the other one",
        breaks: "tags come from the provider alone",
        of: "prod",
        make: (draft) => {
            draft.set(["aws", "aws-untagged"], ["defaultTags"], JSON.stringify({ tags: { team: "ours" } }));
            draft.option(["BucketObjectv2", "web-live"], "provider", draft.find(["aws", "aws"]).urn);
        },
        found: [
            'aws "aws-untagged" tags what jobs write',
            'BucketObjectv2 "web-live" has tags, although a job writes it',
        ],
    },
    {
        mistake: "a provider without tags for what is not a job's, and a third one",
        breaks: "tags come from the provider alone",
        of: "prod",
        make: (draft) => {
            draft.option(["Topic", "notifications"], "provider", draft.find(["aws", "aws-untagged"]).urn);
            draft.copy(["aws", "aws"], "aws-more");
        },
        found: [
            'Topic "notifications" has no tags',
            'aws "aws-more" is a third provider of AWS',
            'aws "aws-more" tags what jobs write',
        ],
    },
    {
        mistake: "a log group that was not told for how long",
        breaks: "logs expire",
        of: "prod",
        make: (draft) => draft.set(["LogGroup", "web-pull"], ["retentionInDays"], undefined),
        found: ['LogGroup "web-pull" never expires'],
    },
    {
        mistake: "a physical name by hand",
        breaks: "names are fixed only for who must know them",
        of: "prod",
        make: (draft) => {
            draft.set(["Cluster", "services"], ["name"], "services");
            draft.set(["Bucket", "artifacts"], ["bucket"], "fairlead-artifacts");
        },
        found: [
            'Cluster "services" fixes its name; nothing has to know it beforehand',
            'Bucket "artifacts" fixes its bucket; nothing has to know it beforehand',
        ],
    },
    {
        mistake: "names that are too long",
        breaks: "every physical name fits aws",
        of: "prod",
        make: (draft) => {
            draft.answer(["TargetGroup", "web-blue"], ["name"], "a".repeat(33));
            draft.answer(["Role", "web-task"], ["name"], "b".repeat(65));
        },
        found: [
            `TargetGroup "web-blue" is called ${"a".repeat(33)}: 33 characters, over 32`,
            `Role "web-task" is called ${"b".repeat(65)}: 65 characters, over 64`,
        ],
    },
    {
        mistake: "letters that AWS does not take",
        breaks: "every physical name fits aws",
        of: "prod",
        make: (draft) => {
            draft.answer(["Repository", "web"], ["name"], "Fairlead/web");
            draft.set(["Pipeline", "web-ship"], ["stages", 0, "actions", 0, "outputArtifacts", 0], "a.b");
        },
        found: [
            'Repository "web" is called Fairlead/web, which AWS does not take',
            'Pipeline "web-ship", action Release, artifact is called a.b, which AWS does not take',
        ],
    },
    {
        mistake: "a new type whose limit nobody looked up",
        breaks: "every physical name fits aws",
        of: "prod",
        make: (draft) => (draft.find(["Cluster", "services"]).type = "aws:kinesis/stream:Stream"),
        found: ['Stream "services" has a name and no known limit'],
    },
];
