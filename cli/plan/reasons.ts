import type { PlannedResource } from "../../plan/document";

/** `it` is the resource's name without the line's, so `ship-prepare` of line web. */
type Reason = readonly [name: RegExp, words: string | ((part: RegExpExecArray) => string), within?: RegExp];

const any = /^/;
const ofPipeline = /^(make|ship)$/;
const ofStep = /^(make|ship)-(\w+)$/;
const ofPull = /^pull$/;
const start = /^(.+)-start$/;
/** A role and its policy are one thing in two resources. */
const permissions: readonly Reason[] = [
    [
        ofPipeline,
        ([, half]) => `what the pipeline ${half} itself may do: start jobs, become its steps' roles, carry artifacts`,
    ],
    [start, ([, half]) => `lets EventBridge start ${half}, and do nothing else`],
    [ofPull, "what the job may do that fetches a verified release, and nobody else"],
    [ofStep, ([, half, step]) => `what the step ${step} of ${half} may do, and no other step`],
    [/^execution$/, "what ECS may do while it starts a task: pull the image, write its log, read its secrets"],
    [/^task$/, "what the service's own code may do; extend.ts adds to it"],
    [/^deployment$/, "what CodeDeploy may do while it moves traffic between the two target groups"],
];

/** Why each thing of a line exists, by its type and the part it plays. */
const reasons: { readonly [type: string]: readonly Reason[] } = {
    "aws:codepipeline/pipeline:Pipeline": [
        [/make$/, "turns a change into a release: build, check, publish"],
        [/ship$/, "brings a release into this environment, the same way in all of them"],
    ],
    "aws:iam/role:Role": permissions,
    "aws:iam/rolePolicy:RolePolicy": permissions,
    "aws:codebuild/project:Project": [
        [ofPull, "copies a release that was verified elsewhere into this environment's own stores"],
        [
            ofStep,
            ([, half, step]) => `runs the step ${step ?? ""} of ${half ?? ""} as a script, under a role of its own`,
        ],
    ],
    "aws:cloudwatch/logGroup:LogGroup": [
        [ofPull, "keeps what the fetching job printed"],
        [ofStep, ([, half, step]) => `keeps what the step ${step ?? ""} of ${half ?? ""} printed`],
        [any, "keeps what the service's containers print"],
    ],
    "aws:cloudwatch/eventRule:EventRule": [
        [ofPull, "hears that the environment before has verified a release"],
        [/^make-/, "hears of a change, so that nobody has to start a build"],
        [/^ship-settings$/, "hears of new settings, so that they are deployed with the release that is live"],
        [/^ship-/, "hears of a new release candidate, so that it is deployed"],
        [any, "hears what happens to this line"],
    ],
    "aws:cloudwatch/eventTarget:EventTarget": [
        [/-who$/, "writes down who pushed: the one who approves must be somebody else"],
        [ofPull, "starts the job that fetches the verified release"],
        [/^(make|ship)-/, ([, half]) => `starts ${half ?? ""} with exactly the revision the event speaks of`],
        [any, "passes the event on to whoever has to hear of it"],
    ],
    "aws:s3/bucketObjectv2:BucketObjectv2": [
        [/^candidate$/, "the release that is next; Pulumi writes release 0 only, a placeholder"],
        [/^live$/, "the release that runs, as Verify last proved it; Pulumi writes release 0 only"],
        [/^blueprint$/, "this environment's half of a deployment: its settings, rendered by Pulumi"],
        [any, "a file the line reads"],
    ],
    "aws:ecr/repository:Repository": [
        [any, "keeps the line's images; a tag, once given, never moves except the candidate's"],
    ],
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": [[any, "removes old images, never one that runs"]],
    "docker:index/image:Image": [[any, "builds the image during `up` and pushes it as the candidate"]],
    "aws:codecommit/repository:Repository": [[any, "holds the source; a push to its branch starts make"]],
    "aws:ecs/service:Service": [[any, "keeps the tasks running; CodeDeploy decides which release they are"]],
    "aws:ecs/taskDefinition:TaskDefinition": [[any, "the placeholder that serves until the first release arrives"]],
    "aws:lb/loadBalancer:LoadBalancer": [[any, "takes requests from outside and spreads them over the tasks"]],
    "aws:lb/targetGroup:TargetGroup": [
        [
            /(blue|green)$/,
            ([, colour]) => `the ${colour ?? ""} set of tasks; traffic moves from one colour to the other`,
        ],
    ],
    "aws:lb/listener:Listener": [
        [/test$/, "lets a release be tried before it gets traffic"],
        [/to-https$/, "sends plain HTTP on to HTTPS"],
        [any, "takes the requests of users"],
    ],
    "aws:ec2/securityGroup:SecurityGroup": [
        [any, "who may reach the load balancer", /LoadBalancer\$/],
        [any, "who may reach the tasks, and whom they may reach"],
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
        [/from-load-balancer$/, "lets the load balancer, and nobody else, reach the tasks"],
        [/from-test/, "lets those in who may try a release before it gets traffic"],
        [any, "lets users reach the load balancer"],
    ],
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
        [/balancer-to-tasks$/, "lets the load balancer reach this line's tasks"],
        [any, "lets tasks reach what they call: registry, logs, secrets, the internet"],
    ],
    "aws:codedeploy/application:Application": [[any, "the name under which CodeDeploy deploys this service"]],
    "aws:codedeploy/deploymentGroup:DeploymentGroup": [
        [any, "how a rollout moves traffic, how long it waits, what rolls it back"],
    ],
    "aws:cloudwatch/metricAlarm:MetricAlarm": [
        [any, "rings when too many answers are errors; a rollout then rolls back"],
    ],
    "aws:sns/topicSubscription:TopicSubscription": [[any, "somebody who is told"]],
};

/** Why the things that lines share exist, by type. */
const sharedReasons: { readonly [type: string]: string } = {
    "awsx:ec2:Vpc": "the network all lines of this environment live in",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "reaches an AWS service without leaving the network",
    "aws:ecs/cluster:Cluster": "where the services of this environment run",
    "aws:s3/bucket:Bucket": "keeps files, encrypted and versioned",
    "aws:s3/bucketVersioning:BucketVersioning": "keeps every version of every file",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
        "encrypts what is stored with the environment's key",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "makes sure that nothing in it is ever public",
    "aws:s3/bucketPolicy:BucketPolicy": "refuses requests that are not encrypted on their way",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "removes what nobody needs any more",
    "aws:s3/bucketNotification:BucketNotification": "tells EventBridge of every file that is written",
    "aws:kms/key:Key": "encrypts what is stored, and decides who may read it",
    "aws:kms/alias:Alias": "the key by a name others can know beforehand",
    "aws:sns/topic:Topic": "tells people what they have to know",
    "aws:sns/topicPolicy:TopicPolicy": "lets AWS's services, and nobody else, publish there",
    "aws:cloudwatch/eventBus:EventBus": "where the environment before says that it verified a release",
    "aws:cloudwatch/logGroup:LogGroup": "remembers who pushed what",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "lets EventBridge write down who pushed",
    "aws:cloudwatch/eventRule:EventRule": "hears of what a person has to know, a run that failed for one",
    "aws:cloudwatch/eventTarget:EventTarget": "passes on to the topic what its rule hears",
    "pulumi:providers:aws": "refuses any other account than this environment's",
};

/** One sentence on why a resource of a line exists; undefined where nobody has written one. */
export function reasonFor(resource: PlannedResource, line: string): string | undefined {
    const part =
        resource.name === line
            ? ""
            : resource.name.startsWith(`${line}-`)
              ? resource.name.slice(line.length + 1)
              : resource.name;
    for (const [pattern, words, within = any] of reasons[resource.type] ?? []) {
        const found = pattern.exec(part);
        if (found !== null && within.test(resource.urn)) {
            return typeof words === "string" ? words : words(found);
        }
    }
    return undefined;
}

export function reasonForShared(resource: PlannedResource): string | undefined {
    return sharedReasons[resource.type] ?? reasonFor(resource, resource.name);
}
