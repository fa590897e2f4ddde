import { CONTAINER } from "./task-definition";

export interface AppSpecSettings {
    /** Where traffic comes to. @default - there is none */
    readonly port?: number;
    readonly subnets: readonly string[];
    readonly securityGroup: string;
    readonly publicAddress: boolean;
    /** ARNs of functions that CodeDeploy calls, by their event. @default none */
    readonly hooks?: Readonly<Record<string, string>>;
}

/**
 * Renders the appspec. It carries the network although the service has one: a new deployment is the only way by which
 * a service under CodeDeploy can be given another.
 */
export function renderAppSpec({ port, subnets, securityGroup, publicAddress, hooks }: AppSpecSettings): object {
    return {
        version: "0.0", // as a number it would be written 0, and AWS asks for this text
        Resources: [
            {
                TargetService: {
                    Type: "AWS::ECS::Service",
                    Properties: {
                        TaskDefinition: "<TASK_DEFINITION>",
                        ...(port === undefined
                            ? {}
                            : { LoadBalancerInfo: { ContainerName: CONTAINER, ContainerPort: port } }),
                        PlatformVersion: "LATEST",
                        NetworkConfiguration: {
                            AwsvpcConfiguration: {
                                Subnets: [...subnets].sort(),
                                SecurityGroups: [securityGroup],
                                AssignPublicIp: publicAddress ? "ENABLED" : "DISABLED",
                            },
                        },
                    },
                },
            },
        ],
        ...(hooks ? { Hooks: Object.entries(hooks).map(([event, called]) => ({ [event]: called })) } : {}),
    };
}
