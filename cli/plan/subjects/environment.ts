// What the lines of an environment share, and what AWS allows once per account.
import type { PlannedResource } from "../../../plan/document";
import { below, records, texts } from "../../../plan/plans";
import { any, type Subject, within } from "./types";

/** The network of an environment. */
export const network: Subject = {
    shared: {
        "awsx:ec2:Vpc": "the network all lines of this environment live in",
        "aws:ec2/vpcEndpoint:VpcEndpoint": "reaches an AWS service without leaving the network",
    },
    drawn: ["awsx:ec2:Vpc"],
};

const ofBalancer = within("LoadBalancer");

/** Which requests a rule takes, where it does not take all of them, and which is asked first. */
function askedFor({ inputs: { conditions, priority } }: PlannedResource): string {
    const values = (name: string) =>
        records(conditions).flatMap((condition) => texts(below(condition, name)["values"] ?? []));
    const [hosts, paths] = [values("hostHeader"), values("pathPattern").filter((path) => path !== "/*")];
    const words = [...hosts.map((host) => ` for ${host}`), ...(paths.length === 0 ? [] : [` at ${paths.join(", ")}`])];
    return words.length === 0 ? "" : `${words.join("")}, with priority ${String(priority)}`;
}

/** A line's own way in, for those who use it. */
export const balancer: Subject = {
    isMine: (resource) => resource.type.startsWith("aws:lb/") || ofBalancer(resource),
    reasons: {
        "aws:lb/loadBalancer:LoadBalancer": [[any, "takes requests from outside and spreads them over the tasks"]],
        "aws:lb/listener:Listener": [
            [/test$/, "lets a release be tried before it gets traffic"],
            [/to-https$/, "sends plain HTTP on to HTTPS"],
            [any, "takes the requests of users"],
        ],
        "aws:lb/listenerRule:ListenerRule": [
            [/test$/, (_, rule) => `shares out the requests that try a release${askedFor(rule)}`],
            [any, (_, rule) => `shares out the requests of users${askedFor(rule)}; traffic moves by its shares`],
        ],
        "aws:lb/listenerCertificate:ListenerCertificate": [
            [any, "proves the line's own host at a listener that lines share"],
        ],
        "aws:lb/targetGroup:TargetGroup": [
            [
                /(blue|green)$/,
                ([, colour]) => `the ${colour ?? ""} set of tasks; traffic moves from one colour to the other`,
            ],
        ],
        "aws:acm/certificate:Certificate": [[any, "proves to browsers that the domain is this line's"]],
        "aws:acm/certificateValidation:CertificateValidation": [[any, "waits until ACM has issued the certificate"]],
        "aws:route53/record:Record": [
            [/proves-domain$/, "proves to ACM that the domain is this account's; by it the certificate is renewed"],
            [any, "leads the domain to the load balancer"],
        ],
        "aws:ec2/securityGroup:SecurityGroup": [[any, "who may reach the load balancer"]],
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
            [/from-test/, "lets those in who may try a release before it gets traffic"],
            [any, "lets users reach the load balancer"],
        ],
    },
    shared: {
        "aws:lb/loadBalancer:LoadBalancer":
            "takes requests for every line that shares it, at the price of one load balancer",
        "aws:lb/listener:Listener":
            "a way in: the rules of lines say whose a request is, nobody's is answered with 404, and plain HTTP leads on to HTTPS where there is a certificate",
        "aws:acm/certificate:Certificate": "proves to browsers that the domain is this environment's",
    },
    drawn: ["aws:lb/loadBalancer:LoadBalancer"],
};

/** Buckets, and the keys that encrypt what lies in them. */
export const storage: Subject = {
    shared: {
        "aws:s3/bucket:Bucket": "keeps files, encrypted and versioned",
        "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "lets pages of SageMaker Studio read it",
        "aws:s3/bucketVersioning:BucketVersioning": "keeps every version of every file",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
            "encrypts what is stored with the environment's key",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "makes sure that nothing in it is ever public",
        "aws:s3/bucketPolicy:BucketPolicy": "refuses requests that are not encrypted on their way",
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "removes what has expired",
        "aws:s3/bucketNotification:BucketNotification": "tells EventBridge of every file that is written",
        "aws:kms/key:Key": "encrypts what is stored, and decides who may read it",
        "aws:kms/alias:Alias": "the key by a name others can know beforehand",
    },
    drawn: ["aws:s3/bucket:Bucket"],
};

/** What the stack's file has encrypted, and logins that are made of it. */
export const secrets: Subject = {
    isMine: (resource) => within("Secrets")(resource) || resource.type.startsWith("aws:secretsmanager/"),
    reasons: {
        "aws:secretsmanager/secret:Secret": [[any, "the login for a service that takes it from nowhere else"]],
        "aws:secretsmanager/secretVersion:SecretVersion": [[any, "what the login is; shown to nobody"]],
    },
    shared: {
        "aws:kms/key:Key": "encrypts secrets, and is opened for who reads one, each for that one",
        "aws:ssm/parameter:Parameter":
            "a secret of the stack's file, for the jobs and machines that a line names it for",
    },
};

/** What people are told. */
export const notifications: Subject = {
    reasons: { "aws:sns/topicSubscription:TopicSubscription": [[any, "somebody who is told"]] },
    shared: {
        "aws:sns/topic:Topic": "tells people what they have to know",
        "aws:sns/topicPolicy:TopicPolicy": "says what may be published there: alarms, or approvals and nothing else",
        "aws:iam/role:Role": "lets EventBridge write to the topic, and do nothing else",
        "aws:iam/rolePolicy:RolePolicy": "lets EventBridge write to the topic, and do nothing else",
        "aws:cloudwatch/eventRule:EventRule": "hears of what a person has to know, a run that failed for one",
        "aws:cloudwatch/eventTarget:EventTarget": "passes on to the topic what its rule hears",
        "aws:sqs/queue:Queue": "keeps what its receiver has not taken, for two weeks",
        "aws:sqs/queuePolicy:QueuePolicy": "lets EventBridge or SNS put it there",
        "aws:cloudwatch/metricAlarm:MetricAlarm": "rings when something was not delivered",
        "aws:lambda/permission:Permission": "lets the topic invoke a function of yours",
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "writes what is told into a bucket that keeps it",
        "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": "a channel of Slack that is told",
        "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": "a channel of Teams that is told",
    },
    drawn: ["aws:sns/topic:Topic"],
};

/** Who may do what with the lines. */
export const team: Subject = {
    isMine: within("Team"),
    shared: {
        "aws:iam/policy:Policy": "what the people of one group may do, and what they never may",
        "aws:iam/role:Role": "what people of one group take on, with a second factor and under their own name",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "gives the role what its group may do",
        "aws:iam/group:Group": "people who may do the same",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "gives people what their group may do",
        "aws:iam/user:User": "a person, without access keys",
        "aws:iam/userGroupMembership:UserGroupMembership": "the groups that a person belongs to",
        "aws:iam/userLoginProfile:UserLoginProfile":
            "a first password, which only its PGP key opens and which must be changed",
    },
};

/** Whether it is a part of what AWS allows once per account. */
export const ofAccount = within("Account");

export const account: Subject = {
    isMine: ofAccount,
    shared: {
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
            "whose tokens IAM believes; each role's trust says which of them it is for",
        "aws:codebuild/sourceCredential:SourceCredential": "what every project of CodeBuild signs in to one host by",
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration":
            "how the registry of this account and region scans images",
        "aws:signer/signingProfile:SigningProfile": "by which ECR signs images, in the name of who pushes them",
        "aws:cloudcontrol/resource:Resource":
            "which images the registry of this account and region signs as they are pushed",
        "aws:ecr/pullThroughCacheRule:PullThroughCacheRule":
            "keeps a copy of another registry's images under this prefix",
        "aws:sns/smsPreferences:SmsPreferences": "how SNS sends text messages, and what they may cost",
        "aws:sagemaker/domain:Domain": "SageMaker Studio: where people look at models, and work on them",
        "aws:sagemaker/userProfile:UserProfile": "who works in Studio, under a role of its own",
        "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": "what passwords of IAM users must be like",
    },
};
