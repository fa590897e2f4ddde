import type { Mutant } from "./mutant";

/** Mistakes that let somebody in, or let something out. */
export const access: readonly Mutant[] = [
    {
        mistake: "one of four switches against the public",
        breaks: "every bucket is private versioned and encrypted",
        of: "prod",
        make: (draft) => draft.set(["BucketPublicAccessBlock", "releases"], ["blockPublicPolicy"], false),
        found: ['Bucket "releases" is not closed to the public'],
    },
    {
        mistake: "a bucket without what belongs to it",
        breaks: "every bucket is private versioned and encrypted",
        of: "prod",
        make: (draft) => {
            draft.remove(["BucketVersioning", "artifacts"]);
            draft.remove(["BucketServerSideEncryptionConfiguration", "artifacts"]);
        },
        found: ['Bucket "artifacts" is not versioned', 'Bucket "artifacts" is not encrypted by a key of this stack'],
    },
    {
        mistake: "TLS demanded of the bucket, not of its objects",
        breaks: "every bucket is private versioned and encrypted",
        of: "prod",
        make: (draft) =>
            draft.state(["BucketPolicy", "releases"], "policy", 0, {
                Resource: ["arn:aws:s3:::fairlead-prod-releases-111122223333"],
            }),
        found: ['Bucket "releases" answers without TLS'],
    },
    {
        mistake: "AWS's own keys",
        breaks: "what is stored or sent is encrypted by our keys",
        of: "prod",
        make: (draft) => {
            draft.set(["Topic", "notifications"], ["kmsMasterKeyId"], "alias/aws/sns");
            draft.set(["Project", "web-pull"], ["encryptionKey"], undefined);
            draft.set(["Pipeline", "web-ship"], ["artifactStores", 0, "encryptionKey"], undefined);
            draft.set(["Key", "releases"], ["enableKeyRotation"], undefined);
        },
        found: [
            'Key "releases" is never rotated',
            'Topic "notifications" is not encrypted by a key of this stack',
            'the output of Project "web-pull" is not encrypted by a key of this stack',
            'what Pipeline "web-ship" hands on is not encrypted by a key of this stack',
        ],
    },
    {
        mistake: "tasks that the world reaches past the load balancer",
        breaks: "only the production port is open to the world",
        of: "prod",
        make: (draft) => {
            const rule = ["SecurityGroupIngressRule", "web-from-load-balancer"] as const;
            draft.set(rule, ["referencedSecurityGroupId"], undefined);
            draft.set(rule, ["cidrIpv4"], "0.0.0.0/0");
        },
        found: ['SecurityGroupIngressRule "web-from-load-balancer" opens ports 0 to 65535 to the world'],
    },
    {
        mistake: "a test listener for everybody, and a range that no setting names",
        breaks: "only the production port is open to the world",
        of: "prod",
        make: (draft) => {
            const open = ["SecurityGroupIngressRule", "web-from-everywhere"] as const;
            Object.assign(draft.copy(open, "web-from-test").inputs, { fromPort: 8443, toPort: 8443 });
            const range = { cidrIpv4: "10.0.0.0/8", fromPort: 8443, toPort: 8443 };
            Object.assign(draft.copy(open, "web-from-office").inputs, range);
        },
        found: [
            'SecurityGroupIngressRule "web-from-test" opens ports 8443 to 8443 to the world',
            'SecurityGroupIngressRule "web-from-office" admits 10.0.0.0/8 to ports 8443 to 8443; no setting names it',
        ],
    },
    {
        mistake: "a rule inside of the group, and a policy for everybody",
        breaks: "only the production port is open to the world",
        of: "prod",
        make: (draft) => {
            draft.set(["SecurityGroup", "web", "EcsService"], ["ingress"], []);
            draft.state(["TopicPolicy", "notifications"], "policy", 0, { Principal: { AWS: "*" } });
        },
        found: [
            'SecurityGroup "web" has rules of its own, which take the separate ones away at every update',
            'TopicPolicy "notifications" allows everybody',
        ],
    },
    {
        mistake: "an action on everything that AWS would take by name",
        breaks: "every star in a policy is forced by aws",
        of: "prod",
        make: (draft) => {
            const policy = ["RolePolicy", "web-execution"] as const;
            draft.state(policy, "policy", 0, { Action: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"] });
            draft.state(policy, "policy", 9, { Action: "s3:*", Resource: "arn:aws:s3:::a" });
        },
        found: [
            'RolePolicy "web-execution" allows ecr:BatchGetImage on everything',
            'RolePolicy "web-execution" allows s3:*',
        ],
    },
    {
        mistake: "a resource that begins with a star, and every key",
        breaks: "every star in a policy is forced by aws",
        of: "prod",
        make: (draft) => {
            const policy = ["RolePolicy", "web-pull"] as const;
            draft.state(policy, "policy", 20, { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::*/live.zip"] });
            const key = "arn:aws:kms:eu-west-1:111122223333:key/*";
            draft.state(policy, "policy", 21, { Action: ["kms:Decrypt"], Resource: [key] });
            const services = "arn:aws:ecs:eu-west-1:111122223333:service/*";
            draft.state(policy, "policy", 22, { Action: ["ecs:UpdateService"], Resource: [services] });
        },
        found: [
            'RolePolicy "web-pull" names too much: arn:aws:s3:::*/live.zip',
            'RolePolicy "web-pull" names too much: arn:aws:kms:eu-west-1:111122223333:key/*',
            'RolePolicy "web-pull" names too much: arn:aws:ecs:eu-west-1:111122223333:service/*',
        ],
    },
    {
        mistake: "trust without a condition, in a stranger, in two services",
        breaks: "every role trusts one party",
        of: "prod",
        make: (draft) => {
            const trust = "assumeRolePolicy";
            draft.state(["Role", "web-ship"], trust, 0, { Condition: undefined });
            draft.state(["Role", "web-ship-rollout"], trust, 0, {
                Principal: { AWS: "arn:aws:iam::999999999999:root" },
            });
            draft.state(["Role", "web-task"], trust, 0, {
                Principal: { Service: ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"] },
            });
            draft.state(["Role", "web-start"], trust, 1, { Action: "sts:AssumeRole", Principal: "*" });
        },
        found: [
            'Role "web-ship" trusts codepipeline.amazonaws.com on behalf of any account',
            'Role "web-ship-rollout" trusts {"AWS":"arn:aws:iam::999999999999:root"}, which is no role of this stack',
            'Role "web-start" trusts 2 parties',
            'Role "web-task" trusts more than one service',
        ],
    },
    {
        mistake: "people of another account, without a second factor, under a name of their choice",
        breaks: "every role trusts one party",
        of: "examples/blue-green-web prod",
        make: (draft) => {
            const trust = "assumeRolePolicy";
            draft.state(["Role", "team-readers"], trust, 0, { Condition: undefined });
            draft.state(["Role", "team-approvers"], trust, 0, {
                Principal: { AWS: ["arn:aws:iam::999999999999:user/cleo"] },
            });
        },
        found: [
            'Role "team-approvers" trusts arn:aws:iam::999999999999:user/cleo',
            'Role "team-readers" asks people for no second factor',
            'Role "team-readers" lets people choose a name',
        ],
    },
    {
        mistake: "a privileged container for a job without images, none for a pull",
        breaks: "only who builds or pushes images is privileged",
        of: "prod",
        make: (draft) => {
            draft.set(["Project", "web-ship-verify"], ["environment", "privilegedMode"], true);
            draft.set(["Project", "web-pull"], ["environment", "privilegedMode"], false);
        },
        found: [
            'Project "web-ship-verify" is privileged, and neither builds nor pushes an image',
            'Project "web-pull" cannot start docker',
        ],
    },
    {
        mistake: "a job that may write all of its pipeline's log, and one whose streams begin as another's do",
        breaks: "no job writes what another one printed",
        of: "prod",
        make: (draft) => {
            const { arn } = draft.find(["LogGroup", "web-ship"]).outputs;
            draft.state(["RolePolicy", "web-ship-look"], "policy", 0, { Resource: `${String(arn)}:*` });
            draft.set(["Project", "web-ship-check"], ["logsConfig", "cloudwatchLogs", "streamName"], "verify-it");
        },
        found: [
            ...["check", "evidence", "prepare", "verify"].map(
                (other) => `Project "web-ship-look" may write what Project "web-ship-${other}" printed`,
            ),
            'Project "web-ship-verify" may write what Project "web-ship-check" printed',
        ],
    },
    {
        mistake: "a secret in a job's environment, marked as one and in plain text",
        breaks: "no secret stands in the plan",
        of: "prod",
        make: (draft) => {
            const variables = ["environment", "environmentVariables"];
            draft.set(["Project", "web-pull"], [...variables, 0, "value"], { secret: true });
            draft.set(["Project", "web-pull"], [...variables, 1, "value"], "token=standin0123456789abcdef");
        },
        found: [
            'Project "web-pull" takes a secret: inputs.environment.environmentVariables.0.value.secret',
            'Project "web-pull" shows a secret: inputs.environment.environmentVariables.1.value',
        ],
    },
];
