import type { Mutant } from "./mutant";

const FIXED = "examples/docker-hub-ec2 staging";
const GROUP = "examples/docker-hub-ec2 prod";

/** Mistakes about virtual machines. */
export const machines: readonly Mutant[] = [
    {
        mistake: "a role for whoever asks, on a disk that anybody may read",
        breaks: "machines are closed and their own",
        of: GROUP,
        make: (draft) => {
            const template = ["LaunchTemplate", "links"] as const;
            draft.set(template, ["metadataOptions", "httpTokens"], "optional");
            draft.set(template, ["metadataOptions", "httpPutResponseHopLimit"], 2);
            draft.set(template, ["blockDeviceMappings", 0, "ebs", "encrypted"], undefined);
            draft.set(template, ["keyName"], "somebody");
            draft.set(template, ["imageId"], "ami-0123456789abcdef0");
            draft.set(template, ["tagSpecifications", 0, "tags", "fairlead:line"], undefined);
        },
        found: [
            'LaunchTemplate "links": its role is given to whoever asks without a token',
            'LaunchTemplate "links": its role is given to what runs in a container',
            'LaunchTemplate "links": its disk is not encrypted',
            'LaunchTemplate "links": it lets a key in',
            'LaunchTemplate "links": it is launched from an image of its own',
            'LaunchTemplate "links": its machines and their disks do not say whose they are',
        ],
    },
    {
        mistake: "a machine that is launched before it may do anything, from an image that moves",
        breaks: "machines are closed and their own",
        of: FIXED,
        make: (draft) => {
            draft.set(["Instance", "links"], ["ami"], "ami-0123456789abcdef0");
            draft.option(["Instance", "links"], "dependsOn", []);
        },
        found: [
            'Instance "links" does not wait for a InstanceProfile',
            'Instance "links" does not wait for a RolePolicy',
            'Instance "links" does not wait for a SecurityGroupEgressRule',
            'Instance "links" has ami of its own, beside its template\'s',
        ],
    },
    {
        mistake: "port 22, and another port for the world",
        breaks: "only the production port is open to the world",
        of: FIXED,
        make: (draft) => {
            const open = ["SecurityGroupIngressRule", "links-from-0.0.0.0/0"] as const;
            Object.assign(draft.copy(open, "links-ssh").inputs, { fromPort: 22, toPort: 22 });
            Object.assign(draft.copy(open, "links-wide").inputs, { toPort: 8080 });
            Object.assign(draft.copy(open, "links-office").inputs, { cidrIpv4: "10.0.0.0/8" });
        },
        found: [
            'SecurityGroupIngressRule "links-office" admits 10.0.0.0/8 to ports 80 to 80; no setting names it',
            'SecurityGroupIngressRule "links-ssh" opens ports 22 to 22 to the world',
            'SecurityGroupIngressRule "links-wide" opens ports 80 to 8080 to the world',
        ],
    },
    {
        mistake: "machines of a load balancer that the world reaches past it",
        breaks: "only the production port is open to the world",
        of: GROUP,
        make: (draft) => {
            const rule = ["SecurityGroupIngressRule", "links-from-load-balancer"] as const;
            draft.set(rule, ["referencedSecurityGroupId"], undefined);
            draft.set(rule, ["cidrIpv4"], "0.0.0.0/0");
        },
        found: ['SecurityGroupIngressRule "links-from-load-balancer" opens ports 80 to 80 to the world'],
    },
    {
        mistake: "a group of machines that is found twice, replaces them, and never goes back",
        breaks: "every deployment group has what servers need",
        of: GROUP,
        make: (draft) => {
            const group = ["DeploymentGroup", "links"] as const;
            const filters = [{ ec2TagFilters: [{ key: "Name", type: "KEY_ONLY" }] }];
            draft.set(group, ["ec2TagSets"], filters);
            draft.set(group, ["deploymentStyle", "deploymentType"], "BLUE_GREEN");
            draft.set(group, ["outdatedInstancesStrategy"], "IGNORE");
            draft.set(group, ["autoRollbackConfiguration", "events"], ["DEPLOYMENT_STOP_ON_ALARM"]);
            draft.set(group, ["deploymentConfigName"], "CodeDeployDefault.ECSAllAtOnce");
            draft.option(group, "dependsOn", []);
        },
        found: [
            'DeploymentGroup "links": it does not change machines in place',
            'DeploymentGroup "links": its configuration is not one of servers',
            'DeploymentGroup "links": it finds machines in two ways, or in none',
            'DeploymentGroup "links": no listener leads to its targets yet',
            'DeploymentGroup "links": machines launched meanwhile keep the release before',
            'DeploymentGroup "links": it does not roll back',
        ],
    },
    {
        mistake: "a deployment that says nothing of the load balancer, and counts answers for nobody",
        breaks: "every deployment group has what servers need",
        of: GROUP,
        make: (draft) => {
            const group = ["DeploymentGroup", "links"] as const;
            draft.set(group, ["loadBalancerInfo"], undefined);
            draft.set(group, ["autoscalingGroups"], ["another"]);
        },
        found: [
            'DeploymentGroup "links": it names an Auto Scaling group that does not exist',
            'DeploymentGroup "links": it takes machines out of a load balancer that is not there, or leaves them in one',
            'DeploymentGroup "links": it watches an alarm that does not stop it, or none where answers are counted',
        ],
    },
    {
        mistake: "a fixed machine that is found by its line's name alone",
        breaks: "every deployment group has what servers need",
        of: FIXED,
        make: (draft) =>
            draft.set(
                ["DeploymentGroup", "links"],
                ["ec2TagSets"],
                [{ ec2TagFilters: [{ key: "fairlead:line", type: "KEY_AND_VALUE", value: "links" }] }],
            ),
        found: ['DeploymentGroup "links": a tag of its own does not tell the line from others'],
    },
    {
        mistake: "a machine with tags of its own",
        breaks: "tags come from the provider alone",
        of: FIXED,
        make: (draft) => draft.set(["Instance", "links"], ["tags"], { "fairlead:line": "another" }),
        found: ['Instance "links" brings tags of its own'],
    },
    {
        mistake: "a listener of machines that an update leaves alone, although nothing else turns it",
        breaks: "only known changes are ignored",
        of: GROUP,
        make: (draft) => draft.option(["Listener", "links-production"], "ignoreChanges", ["defaultActions"]),
        found: ['Listener "links-production" ignores changes of defaultActions; nothing says why'],
    },
    {
        mistake: "machines of another processor than images are built for",
        breaks: "images are built for the tasks processor",
        of: FIXED,
        make: (draft) =>
            draft.set(
                ["LaunchTemplate", "links"],
                ["imageId"],
                "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            ),
        found: [
            'Project "links-make-build" builds for linux/amd64, and tasks run on linux/arm64',
            'Project "links-make-build" builds for linux/amd64, and tasks run on linux/arm64',
        ],
    },
    {
        mistake: "questions to machines of every line",
        breaks: "every star in a policy is forced by aws",
        of: FIXED,
        make: (draft) => {
            const policy = ["RolePolicy", "links-ship-verify"] as const;
            const { Statement } = JSON.parse(String(draft.find(policy).inputs["policy"])) as { Statement: object[] };
            const at = Statement.findIndex((one) => JSON.stringify(one).includes("ssm:resourceTag/fairlead:line"));
            draft.state(policy, "policy", at, { Condition: undefined });
        },
        found: ['RolePolicy "links-ship-verify" names too much: arn:aws:ec2:eu-west-1:111122223333:instance/*'],
    },
];
