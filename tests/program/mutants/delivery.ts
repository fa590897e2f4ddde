import type { Mutant } from "./mutant";

/** Mistakes that make a first run red, lose a release or undo one. */
export const delivery: readonly Mutant[] = [
    {
        mistake: "a start without a role, and one whose policy comes too late",
        breaks: "every event is heard",
        of: "prod",
        make: (draft) => {
            draft.set(["EventTarget", "web-ship-release"], ["roleArn"], undefined);
            draft.forget(["EventTarget", "web-pull"], ["RolePolicy", "web-start"]);
        },
        found: [
            'EventTarget "web-ship-release" starts something without a role',
            'EventTarget "web-pull" does not wait for RolePolicy "web-start"',
        ],
    },
    {
        mistake: "a role that may do nothing, and a topic that takes no message",
        breaks: "every event is heard",
        of: "prod",
        make: (draft) => {
            draft.remove(["RolePolicy", "web-start"]);
            draft.remove(["TopicPolicy", "notifications"]);
        },
        found: [
            'nothing lets EventBridge write to the target of EventTarget "mails-canceled"',
            'nothing lets EventBridge write to the target of EventTarget "mails-failed"',
            'nothing lets EventBridge write to the target of EventTarget "mails-not-fetched"',
            'nothing lets EventBridge write to the target of EventTarget "mails-rollback"',
            ...["handover", "pull", "ship-release", "ship-settings"].map(
                (target) => `the role of EventTarget "web-${target}" may do nothing`,
            ),
        ],
    },
    {
        mistake: "a target without a dead-letter queue, and an alarm on the queue that mails nothing",
        breaks: "no event is lost in silence",
        of: "prod",
        make: (draft) => {
            draft.set(["EventTarget", "web-ship-release"], ["deadLetterConfig"], undefined);
            draft.set(["MetricAlarm", "dead-letters"], ["alarmActions"], undefined);
        },
        found: [
            'EventTarget "web-ship-release" has no dead-letter queue',
            ...[
                "mails-canceled",
                "mails-failed",
                "mails-not-fetched",
                "mails-rollback",
                "web-handover",
                "web-pull",
                "web-ship-settings",
            ].map(() => 'no alarm mails what lies in Queue "dead-letters"'),
        ],
    },
    {
        mistake: "a placeholder between quotes, through which an event adds to what CodeBuild is asked for",
        breaks: "what an event says stays a value",
        of: "prod",
        make: (draft) => {
            draft.set(
                ["EventTarget", "web-pull"],
                ["inputTransformer", "inputTemplate"],
                '{"environmentVariablesOverride":[{"name":"RELEASE","type":"PLAINTEXT","value":"<release>"}]}',
            );
        },
        found: ['EventTarget "web-pull" lets $.detail.release say more than a value'],
    },
    {
        mistake: "a mail that quotes what a person chooses",
        breaks: "what an event says stays a value",
        of: "prod",
        make: (draft) => {
            draft.set(["EventTarget", "mails-failed"], ["inputTransformer", "inputPaths", "run"], "$.detail.reason");
        },
        found: ['EventTarget "mails-failed" lets $.detail.reason say more than a value'],
    },
    {
        mistake: "a queue whose policy a target does not wait for",
        breaks: "no event is lost in silence",
        of: "staging",
        make: (draft) => {
            draft.forget(["EventTarget", "web-ship-release"], ["QueuePolicy", "dead-letters"]);
        },
        found: ['EventTarget "web-ship-release" does not wait for QueuePolicy "dead-letters"'],
    },
    {
        mistake: "a rule that lists every pipeline of a large environment",
        breaks: "every event pattern fits",
        of: "prod",
        make: (draft) => {
            const names = Array.from(
                { length: 50 },
                (_, line) => `pipeline-of-a-line-that-has-a-long-name-${line + 10}-ship`,
            );
            draft.set(["EventRule", "mails-failed"], ["eventPattern"], JSON.stringify({ detail: { pipeline: names } }));
        },
        found: ['the pattern of EventRule "mails-failed" has 2525 characters, over 2048'],
    },
    {
        mistake: "a fetch that begins before ship listens",
        breaks: "ship listens before a release is made",
        of: "prod",
        make: (draft) => draft.forget(["EventTarget", "web-pull"], ["EventTarget", "web-ship-release"]),
        found: ['EventTarget "web-pull" does not wait for EventTarget "web-ship-release"'],
    },
    {
        mistake: "a make that begins before ship listens",
        breaks: "ship listens before a release is made",
        of: "staging",
        make: (draft) => draft.forget(["Pipeline", "web-make"], ["EventTarget", "web-ship-settings"]),
        found: ['Pipeline "web-make" does not wait for EventTarget "web-ship-settings"'],
    },
    {
        mistake: "a pipeline that does not wait",
        breaks: "a pipeline begins when all it needs exists",
        of: "prod",
        make: (draft) =>
            draft.forget(
                ["Pipeline", "web-ship"],
                ["RolePolicy", "web-ship"],
                ["RolePolicy", "web-ship-rollout"],
                ["BucketPolicy", "artifacts"],
                ["BucketVersioning", "artifacts"],
                ["BucketObjectv2", "web-candidate"],
                ["DeploymentGroup", "web"],
                ["Service", "web"],
            ),
        found: [
            'Pipeline "web-ship" does not wait for RolePolicy "web-ship"',
            'Pipeline "web-ship" does not wait for RolePolicy "web-ship-rollout"',
            'Pipeline "web-ship" does not wait for BucketPolicy "artifacts"',
            'Pipeline "web-ship" does not wait for BucketVersioning "artifacts"',
            'Pipeline "web-ship" does not wait for BucketObjectv2 "web-candidate"',
            'Pipeline "web-ship" does not wait for DeploymentGroup "web"',
            'Pipeline "web-ship" does not wait for Service "web"',
        ],
    },
    {
        mistake: "a pipeline that starts before its image is pushed",
        breaks: "a pipeline begins when all it needs exists",
        of: "staging",
        make: (draft) => draft.forget(["Pipeline", "web-make"], ["Image", "web"]),
        found: ['Pipeline "web-make" does not wait for Image "web"'],
    },
    {
        mistake: "no release 0",
        breaks: "a pipeline begins when all it needs exists",
        of: "prod",
        make: (draft) => draft.remove(["BucketObjectv2", "web-candidate"]),
        found: [
            'Pipeline "web-ship", action Release reads releases/web/candidate.zip, which is not there before the first release',
        ],
    },
    {
        mistake: "an image for a laptop's processor",
        breaks: "images are built for the tasks processor",
        of: "staging",
        make: (draft) => draft.set(["Image", "web"], ["build", "platform"], "linux/arm64"),
        found: ['Image "web" builds for linux/arm64, and tasks run on linux/amd64'],
    },
    {
        mistake: "a build on a processor that it has to imitate",
        breaks: "images are built for the tasks processor",
        of: "examples/blue-green-web staging",
        make: (draft) => draft.set(["Project", "web-make-build"], ["environment", "type"], "ARM_CONTAINER"),
        found: ['Project "web-make-build" builds for linux/arm64, and tasks run on linux/amd64'],
    },
    {
        mistake: "a project that does not wait for its policy, and one without any",
        breaks: "a job waits for its permissions",
        of: "prod",
        make: (draft) => {
            draft.forget(["Project", "web-pull"], ["RolePolicy", "web-pull"]);
            draft.remove(["RolePolicy", "web-ship-check"]);
        },
        found: [
            'Project "web-pull" does not wait for RolePolicy "web-pull"',
            'the role of Project "web-ship-check" may do nothing',
        ].reverse(),
    },
    {
        mistake: "a service and a deployment group that do not wait",
        breaks: "a service waits for its listeners and permissions",
        of: "prod",
        make: (draft) => {
            draft.forget(["Service", "web"], ["Listener", "web-test"], ["RolePolicy", "web-execution"]);
            draft.forget(["DeploymentGroup", "web"], ["RolePolicy", "web-deployment"]);
        },
        found: [
            'Service "web" does not wait for Listener "web-test"',
            'Service "web" does not wait for RolePolicy "web-execution"',
            'DeploymentGroup "web" does not wait for RolePolicy "web-deployment"',
        ],
    },
    {
        mistake: "ignored changes that were forgotten, and some that nobody gave a reason for",
        breaks: "only known changes are ignored",
        of: "prod",
        make: (draft) => {
            draft.option(["Listener", "web-production"], "ignoreChanges", undefined);
            draft.option(["BucketObjectv2", "web-blueprint"], "ignoreChanges", ["content"]);
            draft.option(["Listener", "web-to-https"], "ignoreChanges", ["port"]);
        },
        found: [
            'an update would revert defaultActions of Listener "web-production": CodeDeploy turns the listener at every deployment',
            'BucketObjectv2 "web-blueprint" ignores changes of content; nothing says why',
            'Listener "web-to-https" ignores changes of port; nothing says why',
        ],
    },
    {
        mistake: "one of five properties of the service, and a seed of which the content alone is ignored",
        breaks: "only known changes are ignored",
        of: "prod",
        make: (draft) => {
            draft.option(["Service", "web"], "ignoreChanges", [
                "taskDefinition",
                "loadBalancers",
                "networkConfiguration",
                "platformVersion",
            ]);
            draft.option(["BucketObjectv2", "web-live"], "ignoreChanges", ["contentBase64"]);
        },
        found: [
            'BucketObjectv2 "web-live" ignores changes of contentBase64; nothing says why',
            'an update would revert * of BucketObjectv2 "web-live": Publish writes the candidate and Verify what is live, with type and tags of their own',
            'an update would revert desiredCount of Service "web": a deployment and Prepare write them; from anybody else ECS refuses them, or begins another deployment',
        ],
    },
    {
        mistake: "the provider's defaults: V1, superseded, polling",
        breaks: "every pipeline queues and never polls",
        of: "examples/blue-green-web staging",
        make: (draft) => {
            draft.set(["Pipeline", "web-ship"], ["pipelineType"], undefined);
            draft.set(["Pipeline", "web-ship"], ["executionMode"], "SUPERSEDED");
            const polls = ["stages", 0, "actions", 0, "configuration", "PollForSourceChanges"];
            draft.set(["Pipeline", "web-make"], polls, undefined);
        },
        found: [
            'Pipeline "web-ship": pipelineType is not V2',
            'Pipeline "web-ship": executionMode is not QUEUED',
            'Pipeline "web-make", action Source polls',
        ],
    },
    {
        mistake: "values that are long, empty or no text",
        breaks: "every action is configured in short texts",
        of: "prod",
        make: (draft) => {
            const of = (stage: number, action: number, key: string): (string | number)[] => [
                "stages",
                stage,
                "actions",
                action,
                "configuration",
                key,
            ];
            draft.set(["Pipeline", "web-ship"], of(0, 0, "AllowOverrideForS3ObjectKey"), true);
            draft.set(["Pipeline", "web-ship"], of(2, 0, "EnvironmentVariables"), "x".repeat(1001));
            draft.set(["Pipeline", "web-ship"], of(2, 1, "CustomData"), "");
        },
        found: [
            'Pipeline "web-ship", action Release: AllowOverrideForS3ObjectKey is no text but true',
            'Pipeline "web-ship", action Evidence: EnvironmentVariables has 1001 characters, over 1000',
            'Pipeline "web-ship", action Approve: CustomData is empty',
        ],
    },
    {
        mistake: "names that nothing has made yet, and one that two make",
        breaks: "every artifact and variable is made before it is read",
        of: "prod",
        make: (draft) => {
            const pipeline = ["Pipeline", "web-ship"] as const;
            draft.set(pipeline, ["stages", 1, "actions", 0, "namespace"], undefined);
            draft.set(pipeline, ["stages", 2, "actions", 0, "namespace"], undefined);
            draft.set(pipeline, ["stages", 3, "actions", 0, "inputArtifacts", 0], "Prepared");
            draft.set(pipeline, ["stages", 3, "actions", 2, "outputArtifacts", 0], "Release");
        },
        found: [
            'Pipeline "web-ship", the condition of Approve reads variables of Look, which no stage before it exports',
            'Pipeline "web-ship", the condition of Deploy reads variables of Look, which no stage before it exports',
            'Pipeline "web-ship", action Prepare reads variables of Evidence, which nothing before it exports',
            'Pipeline "web-ship", action Release makes an artifact that Verify makes as well',
            'Pipeline "web-ship", action Approve reads variables of Evidence, which nothing before it exports',
            'Pipeline "web-ship", action Prepare reads the artifact Prepared, which nothing before it makes',
            'Pipeline "web-ship", action Verify makes an artifact that Release makes as well',
        ],
    },
    {
        mistake: "an overtaken release that skips the question and is deployed all the same",
        breaks: "what may skip an approval skips all behind it",
        of: "prod",
        make: (draft) => draft.set(["Pipeline", "web-ship"], ["stages", 3, "beforeEntry"], undefined),
        found: ['Pipeline "web-ship" may skip Approve and go on with Deploy'],
    },
    {
        mistake:
            "a rule of production that leads to one colour, minutes as ECS's own API takes them, and nothing that goes back",
        breaks: "every moved service has what ecs needs",
        of: "examples/blue-green-web/native prod",
        make: (draft) => {
            draft.set(["ListenerRule", "web-production"], ["actions", 0, "forward", "targetGroups", 1], undefined);
            draft.set(["Service", "web"], ["deploymentConfiguration", "bakeTimeInMinutes"], 5.5);
            draft.set(["Service", "web"], ["deploymentCircuitBreaker"], { enable: true, rollback: true });
            draft.set(["Service", "web"], ["alarms"], { enable: true, alarmNames: ["nobody's"] });
        },
        found: [
            "not both of its target groups stand on the rule of production",
            "its bake time is no text",
            "its circuit breaker is not where ECS takes one",
            "it watches no alarm that exists",
            "it does not roll back",
        ].map((demand) => `Service "web": ${demand}`),
    },
    {
        mistake: "a pause that lets a release through where nobody answers",
        breaks: "every moved service has what ecs needs",
        of: "examples/blue-green-web/native prod",
        make: (draft) => {
            const pause = ["deploymentConfiguration", "lifecycleHooks", 0, "timeoutConfiguration", "action"];
            draft.set(["Service", "web"], pause, "CONTINUE");
        },
        found: ['Service "web": it pauses for nobody, or goes on by itself'],
    },
    {
        mistake: "a service that ECS moves, made before the rule and the role it is moved by",
        breaks: "a service waits for its listeners and permissions",
        of: "examples/blue-green-web/native prod",
        make: (draft) => draft.forget(["Service", "web"], ["ListenerRule", "web-test"], ["RolePolicy", "web-traffic"]),
        found: [
            'Service "web" does not wait for ListenerRule "web-test"',
            'Service "web" does not wait for RolePolicy "web-traffic"',
        ],
    },
    {
        mistake: "a rule whose shares `up` takes back",
        breaks: "only known changes are ignored",
        of: "examples/blue-green-web/native staging",
        make: (draft) => {
            draft.option(["ListenerRule", "web-production"], "ignoreChanges", undefined);
        },
        found: [
            'an update would revert actions of ListenerRule "web-production": ECS changes the shares of a rule at every deployment',
        ],
    },
    {
        mistake: "a deployment group as one writes it for servers",
        breaks: "every deployment group has what ecs needs",
        of: "prod",
        make: (draft) => {
            const group = ["DeploymentGroup", "web"] as const;
            for (const property of Object.keys(draft.find(group).inputs)) {
                if (!["appName", "deploymentGroupName", "serviceRoleArn"].includes(property)) {
                    draft.set(group, [property], undefined);
                }
            }
            draft.set(["Application", "web"], ["computePlatform"], undefined);
        },
        found: [
            "its application is not for ECS",
            "its style is not blue/green with traffic control",
            "its configuration is not one of ECS's",
            "it does not name one production listener",
            "it does not name one test listener",
            "it does not name two target groups that exist",
            "it names no service that exists",
            "it names no cluster that exists",
            "it waits for a person",
            "it keeps the old tasks",
            "it does not roll back",
            "it watches no alarm that exists",
        ].map((demand) => `DeploymentGroup "web": ${demand}`),
    },
];
